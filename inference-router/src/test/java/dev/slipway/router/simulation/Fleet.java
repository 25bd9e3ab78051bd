package dev.slipway.router.simulation;

import dev.slipway.router.policy.balance.EndpointLoad;
import dev.slipway.router.policy.balance.PowerOfTwo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;

/**
 * Servers that work on one request after the other, with exponential service times; arrivals at random. One of them may be
 * slower.
 */
final class Fleet {
    private static final double MILLI = 1e6;

    private final SplittableRandom random;
    private final List<Server> servers = new ArrayList<>();
    private final double arrivalsPerMilli;
    private int next;

    /** How a server is chosen. */
    enum Policy {
        RoundRobin,
        LeastPending,
        PeakEwma
    }

    private static final class Server implements PowerOfTwo.Choice {
        private final double meanMillis;
        private final boolean byPending;
        private final EndpointLoad load = EndpointLoad.warm(0);
        private double freeAt;

        Server(double meanMillis, boolean byPending) {
            this.meanMillis = meanMillis;
            this.byPending = byPending;
        }

        @Override
        public boolean available(long now) {
            return true;
        }

        @Override
        public double score(long now) {
            return byPending ? load.pending() : load.score(now);
        }
    }

    private record Completion(double at, double began, Server server) {}

    /** The load is of the capacity of servers that are all as fast as the others. */
    Fleet(int servers, double meanMillis, double slower, double load, Policy policy, long seed) {
        this.random = new SplittableRandom(seed);
        double capacity = 0;
        for (int i = 0; i < servers; i++) {
            double mean = i == 0 ? meanMillis * slower : meanMillis;
            capacity += 1 / mean;
            this.servers.add(new Server(mean, policy == Policy.LeastPending));
        }
        this.arrivalsPerMilli = capacity * load;
    }

    Samples run(Policy policy, int requests) {
        PowerOfTwo two = new PowerOfTwo(random);
        PriorityQueue<Completion> completions = new PriorityQueue<>(Comparator.comparingDouble(Completion::at));
        Samples samples = new Samples();
        double now = 0;
        for (int i = 0; i < requests; i++) {
            now += -Math.log(1 - random.nextDouble()) / arrivalsPerMilli;
            finish(completions, now);
            Server server = choose(policy, two, now);
            server.load.started();
            double service = -Math.log(1 - random.nextDouble()) * server.meanMillis;
            server.freeAt = Math.max(now, server.freeAt) + service;
            completions.add(new Completion(server.freeAt, now, server));
            if (i > requests / 10) {
                samples.add(server.freeAt - now);
            }
        }
        return samples;
    }

    private Server choose(Policy policy, PowerOfTwo two, double now) {
        if (policy == Policy.RoundRobin) {
            return servers.get(next++ % servers.size());
        }
        Server picked = two.pick(servers, null, (long) (now * MILLI));
        return picked == null ? servers.getFirst() : picked;
    }

    private static void finish(PriorityQueue<Completion> completions, double now) {
        while (!completions.isEmpty() && completions.peek().at() <= now) {
            Completion done = completions.poll();
            done.server().load.succeeded((long) (done.at() * MILLI), (long) ((done.at() - done.began()) * MILLI));
        }
    }
}

package dev.slipway.router.targets;

import dev.slipway.router.config.ResilienceConfig;
import dev.slipway.router.config.TargetConfig;
import dev.slipway.router.net.Fields;
import dev.slipway.router.policy.balance.Breaker;
import dev.slipway.router.policy.balance.EjectionFloor;
import dev.slipway.router.policy.balance.PowerOfTwo;
import dev.slipway.router.policy.budget.LatencyQuantiles;
import dev.slipway.router.policy.choice.Heartbeat;
import dev.slipway.router.policy.choice.RttEstimate;
import dev.slipway.router.policy.choice.TargetOutlook;
import dev.slipway.router.policy.limit.Gradient2;
import dev.slipway.router.policy.limit.Occupancy;
import dev.slipway.router.policy.limit.WaitingLine;
import dev.slipway.router.wire.HeadWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A target at work: its endpoints, its limit, who waits for it, and what has been learnt about it. */
public final class Target {
    private static final long MEMORY = 10_000_000_000L;
    private static final long WARM = 300_000_000_000L;
    private static final long SHORTEST_PROBE = 1_000_000_000L;
    private static final long LONGEST_PAUSE = 60_000_000_000L;

    private final TargetConfig config;
    private final PowerOfTwo choice;
    private final EjectionFloor floor;
    private final Occupancy occupancy;
    private final WaitingLine<Runnable> line = new WaitingLine<>();
    private final RttEstimate rtt = new RttEstimate();
    private final LatencyQuantiles latencies;
    private final Heartbeat heartbeat = new Heartbeat();
    private final TargetCounters counters = new TargetCounters();
    private final byte[] host;
    private final byte[] path;
    private final Fields fields;
    private List<Endpoint> endpoints = List.of();
    private boolean onward;
    private long answeredAt;

    Target(TargetConfig config, ResilienceConfig resilience, Fields fields, RandomGenerator random, long now) {
        this.config = config;
        this.choice = new PowerOfTwo(random);
        this.floor = new EjectionFloor(resilience.minHealthy());
        int fixed = config.maxConcurrency() > 0 ? config.maxConcurrency() : resilience.maxConcurrency();
        this.occupancy = new Occupancy(fixed, resilience.adaptive() ? new Gradient2(1, fixed) : null, now);
        this.latencies = new LatencyQuantiles(MEMORY, now);
        this.host = HeadWriter.ascii(Locations.host(config.location()));
        this.path = HeadWriter.ascii(Locations.path(config.location()));
        this.fields = fields;
        this.answeredAt = now - WARM;
    }

    /** One that takes requests, another than {@code except} where there is another; null for none. */
    public @Nullable Endpoint pick(@Nullable Endpoint except, long now) {
        Endpoint picked = choice.pick(endpoints, except, now);
        return picked == null && except != null && except.available(now) ? except : picked;
    }

    /** One that is out, for want of any other: the one whose penalty ends first. */
    public @Nullable Endpoint lastResort() {
        Endpoint best = null;
        for (Endpoint endpoint : endpoints) {
            if (best == null || endpoint.breaker().until() < best.breaker().until()) {
                best = endpoint;
            }
        }
        return best;
    }

    /** Whether somebody else than this endpoint takes requests. */
    public boolean hasOther(@Nullable Endpoint than, long now) {
        for (Endpoint endpoint : endpoints) {
            if (endpoint != than && endpoint.available(now)) {
                return true;
            }
        }
        return false;
    }

    /** A request goes to the endpoint. */
    public void started(Endpoint endpoint, long now) {
        endpoint.breaker().admitted(now);
        endpoint.load().started();
        counters.started();
    }

    /**
     * It ended.
     *
     * @param tookNanos since it began
     * @param allowedNanos what it was given
     * @param pauseNanos what the endpoint asked for by Retry-After; 0 for nothing
     */
    public void ended(Endpoint endpoint, Result result, long now, long tookNanos, long allowedNanos, long pauseNanos) {
        counters.ended(result);
        switch (result) {
            case SUCCESS -> {
                endpoint.load().succeeded(now, tookNanos);
                endpoint.breaker().succeeded(now);
                occupancy.answered(tookNanos);
                rtt.sample((double) tookNanos);
                latencies.record(now, tookNanos);
                answeredAt = now;
            }
            case ABANDONED -> {
                endpoint.load().abandoned(now, tookNanos);
                endpoint.breaker().abandoned(now);
                occupancy.left();
            }
            case OVERLOADED -> {
                endpoint.load().failed(now, tookNanos, allowedNanos);
                endpoint.breaker().abandoned(now);
                if (pauseNanos > 0 && mayEject()) {
                    endpoint.breaker().pause(now, Math.min(pauseNanos, LONGEST_PAUSE));
                }
                occupancy.dropped();
            }
            default -> {
                endpoint.load().failed(now, tookNanos, allowedNanos);
                if (endpoint.breaker().failed(now, mayEject())) {
                    endpoint.load().rampAgain(now);
                    endpoint.ejected();
                    counters.ejected();
                }
                if (result == Result.CONNECT) {
                    endpoint.shut();
                }
                if (result == Result.TIMEOUT) {
                    occupancy.dropped();
                } else {
                    occupancy.left();
                }
            }
        }
        Runnable next = line.poll(now);
        if (next != null) {
            next.run();
        }
    }

    /**
     * How long an endpoint that was out may take for its first answer: four times what is usual, a second at least, and for
     * ever where nothing is known.
     */
    public long probeNanos() {
        long usual = latencies.quantile(0.95);
        return usual == 0 ? Long.MAX_VALUE : Math.max(SHORTEST_PROBE, 4 * usual);
    }

    private boolean mayEject() {
        int in = 0;
        for (Endpoint endpoint : endpoints) {
            in += endpoint.breaker().state() == Breaker.State.CLOSED ? 1 : 0;
        }
        return floor.mayEject(Math.max(1, in), endpoints.size(), onward);
    }

    /** What is to be expected of it for one request. */
    public TargetOutlook outlook(long now) {
        boolean usable = heartbeat.alive() && occupancy.inFlight() < occupancy.limit() && hasOther(null, now);
        double cold = config.coldStartNanos() > 0 && now - answeredAt > WARM ? config.coldStartNanos() : 0;
        return new TargetOutlook(
                usable,
                TargetOutlook.predict(rtt, heartbeat.linkNanos(), occupancy.utilisation(), cold),
                cost(rtt.smoothed()));
    }

    /** What a request costs that takes so long. */
    public double cost(double nanos) {
        return config.cost().of(nanos);
    }

    /** Its endpoints from now on; those that were there keep what is known about them. */
    void endpoints(List<Endpoint> now) {
        for (Endpoint before : endpoints) {
            if (!now.contains(before)) {
                before.connections().retire();
            }
        }
        endpoints = new ArrayList<>(now);
    }

    /** The document has it no more: who was on the way to it is answered, over connections that are kept for nobody. */
    void retire() {
        endpoints.forEach(endpoint -> endpoint.connections().retire());
    }

    /** Whether requests can go on to another target in every chain that has this one. */
    void onward(boolean anotherFollows) {
        onward = anotherFollows;
    }

    /** Its part of the document. */
    public TargetConfig config() {
        return config;
    }

    /** Its name. */
    public String name() {
        return config.name();
    }

    /** What it is asked as. */
    public byte[] host() {
        return host;
    }

    /** The path that all requests get; empty for their own. */
    public byte[] path() {
        return path;
    }

    /** Fields that its requests get. */
    public Fields fields() {
        return fields;
    }

    /** Its endpoints. */
    public List<Endpoint> endpoints() {
        return endpoints;
    }

    /** Its limit and how much of it is used. */
    public Occupancy occupancy() {
        return occupancy;
    }

    /** Who waits for a place. */
    public WaitingLine<Runnable> line() {
        return line;
    }

    /** How long its answers take. */
    public LatencyQuantiles latencies() {
        return latencies;
    }

    /** Whether it can be reached. */
    public Heartbeat heartbeat() {
        return heartbeat;
    }

    /** What it has done. */
    public TargetCounters counters() {
        return counters;
    }
}

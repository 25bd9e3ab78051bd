package dev.slipway.router.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.router.server.Target.Mode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Servers that are processes: killed, stopped by a signal, behind a black hole, and misbehaving in each way that
 * {@link Mode} has, one or two of four at a time, and once all of them. One round of it, or with
 * {@code -Dslipway.chaos.requests=100000} the whole, which measures as well how much of the surviving servers' capacity is used.
 */
class ProcessChaosTest {
    private static final int WHOLE = 50_000;
    private static final int WANTED = Integer.getInteger("slipway.chaos.requests", 0);
    private static final boolean MEASURES = WANTED >= WHOLE;
    private static final long FAULT_MILLIS = MEASURES ? 3000 : 150;
    /** The penalties of one fault end before the next: what nobody may use cannot serve. */
    private static final long REST_MILLIS = MEASURES ? 5000 : 1600;

    private static final int CLIENTS = 96;

    private enum Fault {
        KILLED,
        STOPPED,
        BLACK_HOLE,
        RESET,
        GARBAGE,
        TRUNCATED,
        SLOW_BYTES,
        SILENT,
        ERROR_503,
        TWO_KILLED,
        FLAPPING,
        ALL_DOWN
    }

    @TempDir
    Path folder;

    /** When every server was down. */
    private final List<long[]> nobody = new ArrayList<>();

    private final Map<Fault, List<Double>> goodput = new EnumMap<>(Fault.class);

    @Test
    void noRequestFailsWhileAnyServerLivesAndTheLivingAreUsed() throws Exception {
        try (ServerProcess a = ServerProcess.start();
                ServerProcess b = ServerProcess.start();
                ServerProcess c = ServerProcess.start();
                ServerProcess d = ServerProcess.withoutRoom();
                TestRouter router = new TestRouter(
                        folder,
                        "{\"deadline\":\"4s\",\"targets\":[{\"name\":\"main\",\"addresses\":[\"" + a.address() + "\",\""
                                + b.address() + "\",\"" + c.address() + "\",\"" + d.address()
                                + "\"]}],\"resilience\":{\"retry\":{\"maxAttempts\":3},"
                                + "\"concurrency\":{\"adaptive\":false}}}");
                ChaosLoad load = new ChaosLoad(router, CLIENTS, MEASURES ? WANTED : Integer.MAX_VALUE)) {
            throughput(load, MEASURES ? 8000 : 500);
            double capacity = MEASURES ? throughput(load, 5000) / 4 : Double.NaN;
            int round = 0;
            for (; MEASURES ? load.runs() : round < Fault.values().length; round++) {
                disturb(Fault.values()[round % Fault.values().length], List.of(a, b, c, d), round % 3, load, capacity);
            }
            load.stop();
            report(load, round, capacity);
            assertThat(load.failures())
                    .filteredOn(failure -> !whileNobodyCould(failure))
                    .isEmpty();
            if (MEASURES) {
                goodput.forEach((fault, shares) ->
                        assertThat(mean(shares)).as("%s", fault).isGreaterThanOrEqualTo(0.99));
            }
        }
    }

    private void disturb(Fault fault, List<ServerProcess> servers, int which, ChaosLoad load, double capacity)
            throws Exception {
        ServerProcess one = servers.get(which);
        ServerProcess roomless = servers.getLast();
        switch (fault) {
            case KILLED -> killed(fault, List.of(one), load, 3 * capacity);
            case TWO_KILLED -> killed(fault, servers.subList(0, 2), load, 2 * capacity);
            case STOPPED -> stopped(fault, one, load, 3 * capacity);
            case BLACK_HOLE -> stopped(fault, roomless, load, 3 * capacity);
            case ALL_DOWN -> allDown(servers);
            case FLAPPING -> {
                for (int i = 0; i < 6; i++) {
                    one.mode(i % 2 == 0 ? Mode.RESET : Mode.OK);
                    Thread.sleep(FAULT_MILLIS / 6);
                }
                one.mode(Mode.OK);
            }
            default -> {
                one.mode(Mode.valueOf(fault.name()));
                measure(fault, load, 3 * capacity);
                one.mode(Mode.OK);
            }
        }
        Thread.sleep(REST_MILLIS);
    }

    private void killed(Fault fault, List<ServerProcess> servers, ChaosLoad load, double capacity) throws Exception {
        for (ServerProcess server : servers) {
            server.kill();
        }
        measure(fault, load, capacity);
        for (ServerProcess server : servers) {
            server.restart();
        }
    }

    private void stopped(Fault fault, ServerProcess server, ChaosLoad load, double capacity) throws Exception {
        server.signal("STOP");
        measure(fault, load, capacity);
        server.signal("CONT");
    }

    private void allDown(List<ServerProcess> servers) throws Exception {
        long from = System.nanoTime();
        for (ServerProcess server : servers) {
            server.kill();
        }
        for (ServerProcess server : servers) {
            server.restart();
        }
        nobody.add(new long[] {from, System.nanoTime()});
    }

    private boolean whileNobodyCould(ChaosLoad.Failure failure) {
        return nobody.stream().anyMatch(window -> failure.from() < window[1] && failure.to() > window[0]);
    }

    private void measure(Fault fault, ChaosLoad load, double capacity) throws InterruptedException {
        double rate = throughput(load, FAULT_MILLIS);
        if (load.runs()) {
            goodput.computeIfAbsent(fault, _ -> new ArrayList<>()).add(rate / capacity);
        }
    }

    private static double throughput(ChaosLoad load, long millis) throws InterruptedException {
        long before = load.answered();
        long from = System.nanoTime();
        Thread.sleep(millis);
        return (load.answered() - before) * 1e9 / (System.nanoTime() - from);
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(value -> value).average().orElse(0);
    }

    private void report(ChaosLoad load, int rounds, double capacity) {
        long excused = load.failures().stream().filter(this::whileNobodyCould).count();
        System.out.printf(
                "chaos of processes: %d answered, %d disturbances, %d failed, %d more while nobody lived, %.0f req/s a server,"
                        + " used of the living: %s%n",
                load.answered(),
                rounds,
                load.failures().size() - excused,
                excused,
                capacity,
                goodput.entrySet().stream()
                        .map(entry -> "%s %.3f".formatted(entry.getKey(), mean(entry.getValue())))
                        .collect(Collectors.joining(", ")));
    }
}

package dev.slipway.router.server;

import static dev.slipway.router.server.TestRouter.await;
import static dev.slipway.router.server.TestRouter.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.router.server.Target.Answer;
import dev.slipway.router.server.Target.Mode;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Mixed requests of which servers spoil three in ten, and clients hang up on one in twenty: nothing is left over, and every
 * request that is waited for is answered. {@code -Dslipway.soak.requests=10000000} for the whole of it, which looks at the heap
 * and at the time as well.
 */
class SoakTest {
    private static final long USUAL = 15_000;
    private static final long REQUESTS = Long.getLong("slipway.soak.requests", USUAL);
    private static final int CLIENTS = Integer.getInteger("slipway.soak.clients", 16);
    private static final long MANY = 1_000_000;
    private static final int LOOKS = 20;
    private static final String LENGTHY = "x".repeat(100 << 10);

    /** Held, since loggers that nobody holds are forgotten with their handlers. */
    private static final Logger LOG = Logger.getLogger("dev.slipway.router.net.Defects");

    @TempDir
    Path folder;

    private final List<Double> megabytes = new ArrayList<>();

    @Test
    void nothingIsLeftOfRequestsThatFailedOrWereGivenUp() throws Exception {
        try (Target a = spoilt();
                Target b = spoilt();
                Target spare = spoilt();
                TestRouter router = new TestRouter(
                        folder,
                        "{\"deadline\":\"5s\",\"targets\":[" + target("main", a, b) + "," + target("spare", spare)
                                + "],\"rules\":[{\"split\":[{\"target\":\"main\"}],\"fallback\":[\"spare\"]}],"
                                + "\"resilience\":{\"breaker\":{\"consecutive\":20},\"concurrency\":{\"adaptive\":false},"
                                + "\"hedge\":{\"percentile\":95,\"maxPercent\":5}},"
                                // What is given up waits for nobody else's answer, nor the other way round.
                                + "\"cache\":{\"ttl\":\"100ms\",\"maxBytes\":1048576,\"vary\":[\"x-silent\"]}}");
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Target> servers = List.of(a, b, spare);
            List<LogRecord> told = defects();
            SoakCount count = new SoakCount();
            long began = System.nanoTime();
            for (int look = 0; look < LOOKS; look++) {
                AtomicLong left = new AtomicLong(REQUESTS / LOOKS);
                List<Future<?>> running = new ArrayList<>();
                for (int i = 0; i < CLIENTS; i++) {
                    running.add(clients.submit(new SoakClient(router, left, count, look * 1000L + i)));
                }
                for (Future<?> client : running) {
                    client.get();
                }
                nothingIsLeft(router, servers);
            }
            long longest = servers.stream()
                    .mapToLong(server -> server.longestSilence.get())
                    .max()
                    .orElseThrow();
            System.out.printf(
                    "soak: %d requests in %d s, %s; the longest that one was left with a server after its client had gone: %d ms;"
                            + " heap %s MiB%n",
                    REQUESTS, (System.nanoTime() - began) / 1_000_000_000L, count, longest, megabytes);
            assertThat(told)
                    .as("what clients and servers can do is no defect of ours, and would fill the log")
                    .isEmpty();
            if (REQUESTS > USUAL) {
                assertThat(longest).isLessThan(1000);
                System.out.printf("soak: the heap grows by %.1f bytes a request%n", growth());
            }
            if (REQUESTS >= MANY) {
                assertThat(growth() * REQUESTS / (1 << 20))
                        .as("MiB in the whole run, by the line through the looks")
                        .isLessThan(megabytes.getLast() / 100);
            }
        }
    }

    private static List<LogRecord> defects() {
        List<LogRecord> told = new CopyOnWriteArrayList<>();
        LOG.addHandler(new Handler() {
            @Override
            public void publish(LogRecord record) {
                told.add(record);
            }

            @Override
            public void flush() {
                // Nothing waits.
            }

            @Override
            public void close() {
                // Nothing is open.
            }
        });
        return told;
    }

    private void nothingIsLeft(TestRouter router, List<Target> servers) throws InterruptedException {
        await(() -> servers.stream().allMatch(server -> server.open.get() == 0));
        await(() -> router.metrics().contains("slipway_in_flight 0.0"));
        await(LeftoversTest::noBufferIsOut);
        if (REQUESTS > USUAL) {
            megabytes.add(heap());
        }
    }

    /** Bytes for each request, by the line through the looks (Theil and Sen); the first ones fill pools. */
    private double growth() {
        List<Double> settled = megabytes.subList(LOOKS / 4, LOOKS);
        List<Double> slopes = new ArrayList<>();
        for (int i = 0; i < settled.size(); i++) {
            for (int j = i + 1; j < settled.size(); j++) {
                slopes.add((settled.get(j) - settled.get(i)) / (j - i));
            }
        }
        slopes.sort(null);
        return slopes.get(slopes.size() / 2) * (1 << 20) * LOOKS / REQUESTS;
    }

    private static Target spoilt() throws Exception {
        Target server = new Target(
                request -> Answer.json(request.line().contains("lengthy") ? LENGTHY : "{\"predictions\":[1]}"));
        server.chooser = SoakTest::spoilt;
        return server;
    }

    private static Mode spoilt(Target.Request request) {
        if (request.headers().containsKey("x-silent")) {
            return Mode.SILENT;
        }
        int draw = ThreadLocalRandom.current().nextInt(100);
        if (draw >= 30) {
            return Mode.OK;
        }
        return draw < 10
                ? Mode.RESET
                : draw < 20 ? Mode.ERROR_503 : draw < 25 ? Mode.ERROR_500 : draw < 28 ? Mode.TRUNCATED : Mode.GARBAGE;
    }

    private static double heap() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(50);
        }
        return Math.round(
                        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 10485.76)
                / 100.0;
    }
}

package dev.slipway.router.server;

import static dev.slipway.router.server.TestRouter.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.router.server.Target.Mode;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Mixed requests of which servers spoil three in ten, and clients hang up on one in twenty: nothing is left over.
 * {@code -Dslipway.soak.requests=10000000} for the whole of it, which looks at the heap as well.
 */
class SoakTest {
    private static final long USUAL = 15_000;
    private static final long REQUESTS = Long.getLong("slipway.soak.requests", USUAL);
    private static final int CLIENTS = Integer.getInteger("slipway.soak.clients", 8);
    private static final int LOOKS = 10;

    @TempDir
    Path folder;

    @Test
    void nothingIsLeftOfRequestsThatFailedOrWereGivenUp() throws Exception {
        try (Target a = Target.answering("{\"predictions\":[1]}");
                Target b = Target.answering("{\"predictions\":[1]}");
                Target spare = Target.answering("{\"predictions\":[1]}");
                TestRouter router = new TestRouter(
                        folder,
                        "{\"deadline\":\"5s\",\"targets\":[" + target("main", a, b) + "," + target("spare", spare)
                                + "],\"rules\":[{\"split\":[{\"target\":\"main\"}],\"fallback\":[\"spare\"]}]}");
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            a.chooser = SoakTest::spoilt;
            b.chooser = SoakTest::spoilt;
            spare.chooser = SoakTest::spoilt;
            AtomicLong hungUp = new AtomicLong();
            List<Double> megabytes = new ArrayList<>();
            for (int look = 0; look < LOOKS; look++) {
                AtomicLong left = new AtomicLong(REQUESTS / LOOKS);
                List<Future<?>> running = new ArrayList<>();
                for (int i = 0; i < CLIENTS; i++) {
                    running.add(clients.submit(new SoakClient(router, left, hungUp, look * 1000L + i)));
                }
                for (Future<?> client : running) {
                    client.get();
                }
                megabytes.add(REQUESTS > USUAL ? heap() : 0);
            }
            Thread.sleep(1000);
            int orphans = a.open.get() + b.open.get() + spare.open.get();
            System.out.printf(
                    "soak: %d requests, %d given up, %d still at servers a second later, heap after collections %s MiB%n",
                    REQUESTS, hungUp.get(), orphans, megabytes);
            assertThat(orphans).isZero();
            assertThat(router.metrics()).contains("slipway_in_flight 0.0");
            // The first looks still load classes and fill pools.
            double early = megabytes.subList(2, 5).stream().mapToDouble(m -> m).average().orElseThrow();
            double late = megabytes.subList(7, 10).stream().mapToDouble(m -> m).average().orElseThrow();
            assertThat(late).isLessThanOrEqualTo(early * 1.01 + 0.5);
        }
    }

    private static Mode spoilt(Target.Request request) {
        if (request.headers().containsKey("x-silent")) {
            return Mode.SILENT;
        }
        int draw = ThreadLocalRandom.current().nextInt(100);
        if (draw >= 30) {
            return Mode.OK;
        }
        return draw < 10 ? Mode.RESET : draw < 20 ? Mode.ERROR_503 : draw < 25 ? Mode.ERROR_500 : draw < 28 ? Mode.TRUNCATED : Mode.GARBAGE;
    }

    private static double heap() throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            System.gc();
            Thread.sleep(50);
        }
        return Math.round(ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / 104857.6) / 10.0;
    }
}

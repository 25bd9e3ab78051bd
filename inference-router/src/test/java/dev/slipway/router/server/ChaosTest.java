package dev.slipway.router.server;

import static dev.slipway.router.server.TestRouter.target;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.router.server.Target.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Everything that can happen to targets, while requests run: {@code -Dslipway.chaos.requests=100000} for the whole of it. One
 * server is always left that can answer, and no request may fail.
 */
class ChaosTest {
    private static final int REQUESTS = Integer.getInteger("slipway.chaos.requests", 6000);
    private static final int CLIENTS = 16;
    private static final long PAUSE_MILLIS = 120;

    @TempDir
    Path folder;

    private final AtomicInteger left = new AtomicInteger(REQUESTS);
    private final Map<String, Integer> failures = new ConcurrentHashMap<>();
    private final SplittableRandom random = new SplittableRandom(11);

    @Test
    void noRequestFailsWhileAnyTargetCanServe() throws Exception {
        try (Target a = Target.answering("{\"predictions\":[1]}");
                Target b = Target.answering("{\"predictions\":[1]}");
                Target c = Target.answering("{\"predictions\":[1]}");
                Target spare = Target.answering("{\"predictions\":[1]}");
                TestRouter router = new TestRouter(
                        folder,
                        "{\"deadline\":\"8s\",\"targets\":[" + target("main", a, b, c) + "," + target("spare", spare)
                                + "],\"rules\":[{\"split\":[{\"target\":\"main\"}],\"fallback\":[\"spare\"]}],"
                                + "\"audit\":{\"enabled\":true},\"resilience\":{\"retry\":{\"maxAttempts\":3},"
                                // A learnt limit answers 429 to what a busy machine cannot serve in time.
                                + "\"concurrency\":{\"adaptive\":false}}}");
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                running.add(clients.submit(() -> ask(router)));
            }
            int round = 0;
            while (left.get() > 0) {
                disturb(round++, List.of(a, b, c), spare);
            }
            for (Future<?> client : running) {
                client.get();
            }
            System.out.printf(
                    "chaos: %d requests, %d disturbances, failures %s, answered by main %d, by spare %d%n",
                    REQUESTS, round, failures, a.served.get() + b.served.get() + c.served.get(), spare.served.get());
            assertThat(round).isGreaterThan(5);
            assertThat(failures).as(() -> lost(router)).isEmpty();
        }
    }

    /** What the audit log says of requests that failed. */
    private static String lost(TestRouter router) {
        try (Stream<String> lines = Files.lines(router.folder.resolve("audit.log"))) {
            return lines.filter(line -> !line.contains("\"status\":200,"))
                    .limit(10)
                    .collect(Collectors.joining("\n"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private void ask(TestRouter router) {
        while (left.getAndDecrement() > 0) {
            String outcome;
            try {
                int status = router.predict().statusCode();
                outcome = status == 200 ? "" : "status " + status;
            } catch (Exception e) {
                outcome = e.getClass().getSimpleName();
            }
            if (!outcome.isEmpty()) {
                failures.merge(outcome, 1, Integer::sum);
            }
        }
    }

    /** Something happens to some servers of the main target, or to all of them, or to the spare one; then it is over. */
    private void disturb(int round, List<Target> main, Target spare) throws Exception {
        int kind = round % 12;
        switch (kind) {
            case 0 -> killed(List.of(main.get(random.nextInt(3))));
            case 1 -> misbehaving(List.of(main.get(random.nextInt(3))), Mode.SILENT);
            case 2 -> misbehaving(List.of(main.get(random.nextInt(3))), Mode.RESET);
            case 3 -> misbehaving(List.of(main.get(random.nextInt(3))), Mode.GARBAGE);
            case 4 -> misbehaving(List.of(main.get(random.nextInt(3))), Mode.TRUNCATED);
            case 5 -> misbehaving(List.of(main.get(random.nextInt(3))), Mode.SLOW_BYTES);
            case 6 -> misbehaving(List.of(main.get(random.nextInt(3))), Mode.ERROR_503);
            case 7 -> flapping(main.get(random.nextInt(3)));
            case 8 -> killed(main);
            case 9 -> misbehaving(main, Mode.RESET);
            case 10 -> killed(List.of(spare));
            default -> misbehaving(main.subList(0, 2), Mode.ERROR_500);
        }
    }

    private static void killed(List<Target> servers) throws Exception {
        servers.forEach(Target::kill);
        Thread.sleep(PAUSE_MILLIS);
        for (Target server : servers) {
            start(server);
        }
        Thread.sleep(PAUSE_MILLIS);
    }

    /** The port may be lent to an outgoing connection for a moment. */
    private static void start(Target server) throws Exception {
        for (int tries = 0; true; tries++) {
            try {
                server.start();
                return;
            } catch (IOException e) {
                if (tries == 100) {
                    throw e;
                }
                Thread.sleep(20);
            }
        }
    }

    private static void misbehaving(List<Target> servers, Mode mode) throws Exception {
        servers.forEach(server -> server.mode = mode);
        Thread.sleep(PAUSE_MILLIS);
        servers.forEach(server -> server.mode = Mode.OK);
        Thread.sleep(PAUSE_MILLIS);
    }

    private static void flapping(Target server) throws Exception {
        for (int i = 0; i < 6; i++) {
            server.mode = i % 2 == 0 ? Mode.RESET : Mode.OK;
            Thread.sleep(PAUSE_MILLIS / 4);
        }
        server.mode = Mode.OK;
    }
}

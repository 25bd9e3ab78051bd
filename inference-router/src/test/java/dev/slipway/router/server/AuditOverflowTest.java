package dev.slipway.router.server;

import static dev.slipway.router.server.TestRouter.await;
import static dev.slipway.router.server.TestRouter.target;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.RandomAccessFile;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A writer of records that does not keep up: a pipe that nobody reads. */
class AuditOverflowTest {
    private static final int ROOM = 4;
    private static final int REQUESTS = 40;

    @TempDir
    Path folder;

    private Path pipe;

    @BeforeEach
    void makePipe() throws Exception {
        pipe = folder.resolve("audit.pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
    }

    private TestRouter router(Target main, String onOverflow, String deadline) throws Exception {
        return new TestRouter(
                folder,
                "{\"deadline\":\"" + deadline + "\",\"targets\":[" + target("main", main)
                        + "],\"audit\":{\"enabled\":true,\"onOverflow\":\"" + onOverflow + "\"}}",
                Map.of("SLIPWAY_AUDIT_FILE", pipe.toString(), "SLIPWAY_AUDIT_BUFFER", Integer.toString(ROOM)));
    }

    @Test
    void withBlockRequestsWaitUntilTheyCanBeRecordedAndEachOneIs() throws Exception {
        try (Target main = Target.answering("{\"predictions\":[1]}");
                TestRouter router = router(main, "Block", "20s");
                ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<HttpResponse<String>>> asked = new ArrayList<>();
            for (int i = 0; i < REQUESTS; i++) {
                asked.add(clients.submit(router::predict));
            }
            await(() -> router.metrics()
                    .contains("slipway_router_offered_requests_total{route=\"default/route\"} " + REQUESTS + ".0"));
            assertThat(main.served.get()).isLessThan(REQUESTS);
            int lines = 0;
            // For reading and writing: else the end of one batch would be the end of the file.
            try (RandomAccessFile reader = new RandomAccessFile(pipe.toFile(), "rw")) {
                for (Future<HttpResponse<String>> one : asked) {
                    assertThat(one.get().statusCode()).isEqualTo(200);
                }
                while (lines < REQUESTS) {
                    assertThat(reader.readLine()).contains("\"status\":200");
                    lines++;
                }
            }
            assertThat(router.metrics()).contains("slipway_router_audit_dropped_total 0.0");
        }
    }

    @Test
    void withBlockWhoseTimeIsOverIsRefused() throws Exception {
        try (Target main = Target.answering("{\"predictions\":[1]}");
                TestRouter router = router(main, "Block", "100ms")) {
            HttpResponse<String> answer = router.predict();
            while (answer.statusCode() == 200) {
                answer = router.predict();
            }
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("AuditOverflow");
        }
    }

    @Test
    void withRejectRequestsAreRefusedAtOnceAndWithDropTheyAreServed() throws Exception {
        try (Target main = Target.answering("{\"predictions\":[1]}");
                TestRouter router = router(main, "Reject", "60s")) {
            HttpResponse<String> answer = router.predict();
            while (answer.statusCode() == 200) {
                answer = router.predict();
            }
            assertThat(answer.body()).contains("AuditOverflow");
            router.document("{\"targets\":[" + target("main", main)
                    + "],\"audit\":{\"enabled\":true,\"onOverflow\":\"Drop\"}}");
            for (int i = 0; i < REQUESTS; i++) {
                assertThat(router.predict().statusCode()).isEqualTo(200);
            }
            assertThat(router.metrics()).containsPattern("slipway_router_audit_dropped_total [1-9]");
        }
    }
}

package dev.slipway.router.server;

import static dev.slipway.router.server.TestRouter.readUntil;
import static dev.slipway.router.server.TestRouter.target;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Another configuration takes force while requests come. */
class DocumentChangeTest {
    @TempDir
    Path folder;

    @Test
    void anotherDocumentIsInForceForTheNextRequestAndABadOneIsNot() throws Exception {
        try (Target one = Target.answering("\"one\"");
                Target two = Target.answering("\"two\"");
                TestRouter router = new TestRouter(folder, "{\"targets\":[" + target("main", one) + "]}")) {
            assertThat(router.predict().body()).isEqualTo("\"one\"");
            router.document("{\"targets\":[" + target("main", two) + "]}");
            assertThat(router.predict().body()).isEqualTo("\"two\"");
            router.document("{\"targets\":[{\"name\":\"main\",\"adresses\":[]}]}");
            assertThat(router.process.statusJson()).contains("unknown field $.targets[0].adresses");
            assertThat(router.predict().body()).isEqualTo("\"two\"");
        }
    }

    @Test
    void aRequestThatHasBegunIsAnsweredByTheTargetsOfTheDocumentThatItBeganUnder() throws Exception {
        try (Target one = Target.answering("\"one\"");
                Target two = Target.answering("\"two\"");
                TestRouter router = new TestRouter(folder, "{\"targets\":[" + target("main", one) + "]}");
                Socket client = router.connect()) {
            String head = "POST /m HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n";
            client.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            readUntil(client.getInputStream(), "100 Continue\r\n\r\n");
            router.document("{\"targets\":[" + target("main", two) + "]}");
            client.getOutputStream().write("{}".getBytes(StandardCharsets.US_ASCII));
            assertThat(readUntil(client.getInputStream(), "\"one\"")).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    void documentsThatChangeUnderLoadLoseNoRequest() throws Exception {
        try (Target one = Target.answering("\"one\"");
                Target two = Target.answering("\"two\"");
                TestRouter router = new TestRouter(folder, "{\"targets\":[" + target("main", one) + "]}")) {
            List<Integer> bad = new CopyOnWriteArrayList<>();
            Thread load = Thread.ofVirtual().start(() -> {
                try {
                    for (int i = 0; i < 1000; i++) {
                        int status = router.predict().statusCode();
                        if (status != 200) {
                            bad.add(status);
                        }
                    }
                } catch (Exception e) {
                    bad.add(-1);
                }
            });
            for (int i = 0; i < 4; i++) {
                router.document(
                        "{\"generation\":" + i + ",\"targets\":[" + target("main", i % 2 == 0 ? two : one) + "]}");
            }
            load.join();
            assertThat(bad).isEmpty();
        }
    }
}

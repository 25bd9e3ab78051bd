package dev.slipway.featureserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RedisFaultsTest {
    private static final String VIEWS = """
            "views": [{"name": "stats", "entities": [{"name": "id", "type": "INT64"}], "features": [{"name": "n", "type": "INT64"}]}]
            """;
    private static final String READ = "{'features':['stats:n'],'entities':{'id':[1]}}";
    private static final String WRITE =
            "{'feature_view_name':'stats','df':{'id':[1],'n':[7],'event_timestamp':['2026-01-02']}}";

    @Test
    void a_redis_that_goes_away_is_named_and_found_again_when_it_returns() throws Exception {
        try (FeatureServerFixture server = new FeatureServerFixture(VIEWS)) {
            assertThat(server.post("/write-to-online-store", WRITE).statusCode())
                    .isEqualTo(200);
            server.stopRedis();

            HttpResponse<String> read = server.post("/get-online-features", READ);
            assertThat(read.statusCode()).isEqualTo(503);
            assertThat(read.body()).contains("127.0.0.1:" + server.redisPort());
            assertThat(server.post("/write-to-online-store", WRITE).statusCode())
                    .isEqualTo(503);
            assertThat(server.get("/health").statusCode()).isEqualTo(503);

            server.startRedis();
            server.awaitOnline();
            // The new process has never seen the script.
            assertThat(server.post("/write-to-online-store", WRITE).statusCode())
                    .isEqualTo(200);
            assertThat(server.post("/get-online-features", READ).body()).contains("\"values\":[7]");
            assertThat(server.get("/health").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void a_redis_that_is_too_slow_is_given_up_after_the_timeout_and_used_again_after() throws Exception {
        try (FeatureServerFixture server = new FeatureServerFixture(VIEWS)) {
            server.post("/write-to-online-store", WRITE);
            try (Socket slow = new Socket(InetAddress.getLoopbackAddress(), server.redisPort())) {
                command(slow, "DEBUG SLEEP 1.2");
                Thread.sleep(50);
                long start = System.nanoTime();
                HttpResponse<String> read = server.post("/get-online-features", READ);
                assertThat(read.statusCode()).isEqualTo(504);
                assertThat(read.body()).contains("did not answer within 500 ms");
                assertThat((System.nanoTime() - start) / 1_000_000).isLessThan(1100);
            }
            server.awaitOnline();
            assertThat(server.post("/get-online-features", READ).body()).contains("\"values\":[7]");
        }
    }

    @Test
    void a_redis_that_is_full_refuses_the_write_and_goes_on_serving() throws Exception {
        try (FeatureServerFixture server = new FeatureServerFixture(VIEWS)) {
            server.post("/write-to-online-store", WRITE);
            try (Socket admin = new Socket(InetAddress.getLoopbackAddress(), server.redisPort())) {
                command(admin, "CONFIG SET maxmemory 1");
                Thread.sleep(100);
                HttpResponse<String> write = server.post("/write-to-online-store", WRITE);
                assertThat(write.statusCode()).isEqualTo(503);
                assertThat(write.body()).contains("OOM");
                assertThat(server.post("/get-online-features", READ).body()).contains("\"values\":[7]");
            }
        }
    }

    @Test
    void a_key_that_is_no_hash_harms_no_other_row() throws Exception {
        try (FeatureServerFixture server = new FeatureServerFixture(VIEWS)) {
            server.post("/write-to-online-store", WRITE);
            try (Socket admin = new Socket(InetAddress.getLoopbackAddress(), server.redisPort())) {
                // The key of id 2: v3, one key "id" of INT64, project demo.
                command(
                        admin,
                        "SET \"\\x01\\x00\\x00\\x00\\x02\\x00\\x00\\x00\\x02\\x00\\x00\\x00id\\x04\\x00\\x00\\x00\\x08\\x00\\x00\\x00\\x02\\x00\\x00\\x00\\x00\\x00\\x00\\x00demo\" x");
                Thread.sleep(100);
                String both = server.post("/get-online-features", READ.replace("[1]", "[2,1,3]"))
                        .body();
                assertThat(both)
                        .contains("\"values\":[null,7,null],\"statuses\":[\"INVALID\",\"PRESENT\",\"NOT_FOUND\"]");
            }
        }
    }

    private static void command(Socket socket, String line) throws Exception {
        OutputStream out = socket.getOutputStream();
        out.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }
}

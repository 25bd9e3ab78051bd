package dev.slipway.featureserver.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.featureserver.config.ConfigFile;
import dev.slipway.featureserver.http.FeatureListener;
import dev.slipway.featureserver.http.FeatureServerFixture;
import dev.slipway.featureserver.metrics.ServerMetrics;
import dev.slipway.featureserver.plan.Catalog;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import redis.embedded.RedisServer;

@Timeout(60)
class ClusterTest {
    @TempDir
    Path folder;

    @Test
    void rows_are_spread_over_the_shards_and_a_dead_shard_takes_only_its_own() throws Exception {
        int first = port();
        int second = port();
        RedisServer one = node(first);
        RedisServer two = node(second);
        Vertx vertx = Vertx.vertx();
        try {
            call(first, "CLUSTER ADDSLOTS " + slots(0, 8192));
            call(second, "CLUSTER ADDSLOTS " + slots(8192, 16_384));
            call(first, "CLUSTER MEET 127.0.0.1 " + second);
            while (!knows(first) || !knows(second)) {
                Thread.sleep(20);
            }
            String document = "{\"project\":\"p\",\"redis\":{\"mode\":\"Cluster\",\"addresses\":[\"127.0.0.1:" + first
                    + "\"]},\"views\":[{\"name\":\"v\",\"entities\":[{\"name\":\"id\",\"type\":\"INT64\"}],"
                    + "\"features\":[{\"name\":\"n\",\"type\":\"INT64\"}]}]}";
            Catalog catalog = new Catalog(ConfigFile.parse(document.getBytes(StandardCharsets.UTF_8)));
            FeatureListener listener = new FeatureListener(vertx, () -> catalog, new ServerMetrics(), () -> false);
            int port = listener.listen(0, 1);
            while (!listener.online()) {
                Thread.sleep(10);
            }
            String ids = IntStream.range(0, 200).mapToObj(String::valueOf).collect(Collectors.joining(","));
            String times = String.join(",", Collections.nCopies(200, "\"2026-01-02\""));
            HttpResponse<String> write = post(
                    port,
                    "/write-to-online-store",
                    "{\"feature_view_name\":\"v\",\"df\":{\"id\":[" + ids + "],\"n\":[" + ids
                            + "],\"event_timestamp\":[" + times + "]}}");
            assertThat(write.statusCode()).as(write.body()).isEqualTo(200);
            assertThat(column(read(port, ids), "values")).isEqualTo(new JsonArray("[" + ids + "]"));
            assertThat(call(first, "DBSIZE")).isNotEqualTo(":0").isNotEqualTo(":200");

            two.stop();
            JsonArray statuses = column(read(port, ids), "statuses");
            assertThat(statuses).contains("PRESENT", "INVALID");
            assertThat(Collections.frequency(statuses.getList(), "PRESENT"))
                    .isEqualTo(Integer.parseInt(call(first, "DBSIZE").substring(1)));
        } finally {
            vertx.close().toCompletionStage().toCompletableFuture().join();
            one.stop();
            two.stop();
        }
    }

    /** A node needs a second port for the others, 10000 above its own. */
    private static int port() throws Exception {
        int port = FeatureServerFixture.freePort();
        while (port > 55_000) {
            port = FeatureServerFixture.freePort();
        }
        return port;
    }

    private RedisServer node(int port) throws Exception {
        RedisServer node = RedisServer.newRedisServer()
                .port(port)
                .setting("bind 127.0.0.1")
                .setting("save \"\"")
                .setting("dir " + folder)
                .setting("cluster-enabled yes")
                .setting("cluster-config-file nodes-" + port + ".conf")
                .setting("cluster-require-full-coverage no")
                .build();
        node.start();
        return node;
    }

    private static boolean knows(int port) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write("CLUSTER INFO\r\n".getBytes(StandardCharsets.US_ASCII));
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            String lines = in.readLine() + in.readLine() + in.readLine() + in.readLine();
            return lines.contains("cluster_state:ok") && lines.contains("cluster_slots_assigned:16384");
        }
    }

    private static String call(int port, String command) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
                    .readLine();
        }
    }

    private static String slots(int from, int to) {
        return IntStream.range(from, to).mapToObj(String::valueOf).collect(Collectors.joining(" "));
    }

    private static JsonObject read(int port, String ids) throws Exception {
        HttpResponse<String> answer =
                post(port, "/get-online-features", "{\"features\":[\"v:n\"],\"entities\":{\"id\":[" + ids + "]}}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return new JsonObject(answer.body());
    }

    private static JsonArray column(JsonObject answer, String part) {
        return answer.getJsonArray("results").getJsonObject(1).getJsonArray(part);
    }

    private static HttpResponse<String> post(int port, String path, String body) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }
}

package dev.slipway.modelserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Damaged requests of every form: a client's error each time, no defect, nothing kept. */
class HostileRequestsTest {
    private static final int ROUNDS = Integer.getInteger("slipway.fuzz.rounds", 400);
    private static final String INFER = "/v2/models/iris/infer";
    private static final String HEAD =
            "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,4],\"datatype\":\"FP32\",\"parameters\":{\"binary_data_size\":16}}]}";
    private static ServerFixture iris;

    @BeforeAll
    static void start() throws Exception {
        iris = ServerFixture.of("iris");
    }

    @AfterAll
    static void stop() {
        iris.close();
    }

    @Test
    void mutated_requests_are_answered_or_refused_and_nothing_is_kept() throws Exception {
        Random random = new Random(7);
        List<Seed> seeds = List.of(
                new Seed(
                        INFER,
                        Map.of(),
                        utf8("{\"id\":\"a\",\"inputs\":[{\"name\":\"x\",\"shape\":[1,4],\"datatype\":\"FP32\","
                                + "\"data\":[1,2.5,-3e2,4]}],\"outputs\":[{\"name\":\"label\"}]}")),
                new Seed(INFER, Map.of("inference-header-content-length", "" + HEAD.length()), binary()),
                new Seed("/v1/models/iris:predict", Map.of(), utf8("{\"instances\":[[1,2,3,4],[5,6,7,8]]}")),
                new Seed(
                        "/v1/models/iris:predict",
                        Map.of("content-type", "application/cloudevents+json"),
                        utf8("{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\","
                                + "\"data\":{\"instances\":[[1,2,3,4]]}}")),
                new Seed("/predict", Map.of(), utf8("{\"features\":[1,2,3,4]}")),
                new Seed("/batch_predict", Map.of(), utf8("{\"instances\":[[1,2,3,4]]}")),
                new Seed(INFER, Map.of("content-encoding", "gzip"), gzip(utf8("{\"inputs\":[]}"))));
        for (Seed seed : seeds) {
            for (int i = 0; i < ROUNDS; i++) {
                byte[] body = mutate(seed.body(), random);
                HttpResponse<String> response = post(seed.path(), seed.headers(), body);

                assertThat(response.statusCode())
                        .as("%s %s", seed.path(), new String(body, StandardCharsets.ISO_8859_1))
                        .isIn(200, 400, 501);
            }
        }
        assertThat(iris.metrics.inFlight()).isZero();
        assertThat(post(seeds.getFirst().path(), Map.of(), seeds.getFirst().body())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void the_length_of_the_json_must_be_true() throws Exception {
        for (String length : List.of("-1", "999999", "x", "", "99999999999999999999", "3")) {
            HttpResponse<String> response = post(INFER, Map.of("inference-header-content-length", length), binary());

            assertThat(response.statusCode()).as(length).isEqualTo(400);
        }
    }

    @Test
    void lengths_that_disagree_name_the_tensor_and_both_numbers() throws Exception {
        String head = HEAD.replace("16}", "12}");
        byte[] body = (head + "0123456789ab").getBytes(StandardCharsets.UTF_8);

        HttpResponse<String> response =
                post(INFER, Map.of("inference-header-content-length", "" + head.length()), body);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("'x' has 12 bytes").contains("needs 16");

        byte[] longer = (HEAD + "0123456789abcdef+").getBytes(StandardCharsets.UTF_8);
        HttpResponse<String> tail = post(INFER, Map.of("inference-header-content-length", "" + HEAD.length()), longer);
        assertThat(tail.statusCode()).isEqualTo(400);
        assertThat(tail.body()).contains("17 bytes after its JSON").contains("add up to 16");
    }

    @Test
    void a_small_body_that_would_be_a_huge_one_is_refused() throws Exception {
        byte[] spaces = new byte[64 << 20];
        java.util.Arrays.fill(spaces, (byte) ' ');
        for (String coding : List.of("gzip", "deflate")) {
            byte[] bomb = coding.equals("gzip") ? gzip(spaces) : deflate(spaces);

            HttpResponse<String> response = post(INFER, Map.of("content-encoding", coding), bomb);

            assertThat(response.statusCode()).isEqualTo(413);
            assertThat(response.body()).contains("limit of 16777216 bytes");
        }
        assertThat(post(INFER, Map.of("content-encoding", "br"), utf8("{}")).statusCode())
                .isEqualTo(415);
        assertThat(iris.metrics.inFlight()).isZero();
    }

    private record Seed(
            String path,
            Map<String, String> headers,
            @SuppressWarnings("ArrayRecordComponent") byte[] body) {}

    private static byte[] mutate(byte[] whole, Random random) {
        byte[] body = whole.clone();
        switch (random.nextInt(4)) {
            case 0 -> body[random.nextInt(body.length)] ^= (byte) (1 << random.nextInt(8));
            case 1 -> body = java.util.Arrays.copyOf(body, random.nextInt(body.length));
            case 2 -> {
                int from = random.nextInt(body.length);
                int to = random.nextInt(body.length);
                System.arraycopy(whole, Math.min(from, to), body, 0, Math.abs(from - to));
            }
            default -> body[random.nextInt(body.length)] = (byte) "[]{}\":,0-.eE\u0000 ".charAt(random.nextInt(14));
        }
        return body;
    }

    private static HttpResponse<String> post(String path, Map<String, String> headers, byte[] body) throws Exception {
        var request = iris.request(path).POST(BodyPublishers.ofByteArray(body));
        headers.forEach(request::header);
        return iris.send(request.build());
    }

    private static byte[] binary() {
        return (HEAD + "0123456789abcdef").getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] gzip(byte[] plain) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }

    private static byte[] deflate(byte[] plain) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
            out.write(plain);
        }
        return bytes.toByteArray();
    }
}

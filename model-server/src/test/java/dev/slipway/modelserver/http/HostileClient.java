package dev.slipway.modelserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.modelserver.Mutations;
import dev.slipway.modelserver.inference.RequestMemory;
import dev.slipway.workload.json.JsonTree;
import dev.slipway.workload.memory.ByteBudget;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sends wrong requests and sees that each is answered, or refused in one sentence, and that nothing of it is kept. */
final class HostileClient {
    /** 429 is for what is larger than its share of the memory. */
    private static final Set<Integer> REFUSALS = Set.of(400, 413, 415, 429, 501);

    private static final Pattern VALUE =
            Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"(?!\\s*:)|-?\\d[0-9.eE+-]*|true|false|null|\\[[^\\[\\]{}]*]");
    private static final Pattern INTERNAL =
            Pattern.compile("\\n|java\\.|Exception|fasterxml|onnxruntime|\\bnull\\b.*\\(|ORT_");
    private static final List<String> WRONG = List.of(
            "null",
            "true",
            "\"\"",
            "\"x\"",
            "{}",
            "[]",
            "[[]]",
            "[null]",
            "{\"b64\":\"!\"}",
            "{\"b64\":\"AAAA\"}",
            "-1",
            "0",
            "1.5",
            "1e999",
            "-1e999",
            "1e-999",
            "65520",
            "9223372036854775807",
            "9223372036854775808",
            "1e400000000",
            "\"NaN\"",
            "\"-Infinity\"",
            "NaN",
            "\"\\u0000\"",
            "\"\\ud800\"",
            "[1,2",
            "2147483647",
            "[".repeat(63) + "1" + "]".repeat(63),
            "[".repeat(5000),
            "{\"a\":".repeat(100) + "1" + "}".repeat(100),
            "9".repeat(900),
            "9".repeat(2000),
            "\"" + "x".repeat(70_000) + "\"");

    private final ServerFixture server;
    private final RequestMemory memory;

    HostileClient(ServerFixture server, RequestMemory memory) {
        this.server = server;
        this.memory = memory;
    }

    /** Shares that a server with little memory has. */
    static RequestMemory memory() {
        return new RequestMemory(
                new ByteBudget(4 << 20, 8 << 20), new ByteBudget(4 << 20, 8 << 20), new ByteBudget(4 << 20, 8 << 20));
    }

    /** A request that is right. */
    record Seed(
            String path,
            Map<String, String> headers,
            @SuppressWarnings("ArrayRecordComponent") byte[] body) {
        static Seed json(String path, String body) {
            return new Seed(path, Map.of(), body.getBytes(StandardCharsets.UTF_8));
        }

        static Seed event(String path, String body) {
            return new Seed(
                    path,
                    Map.of("content-type", "application/cloudevents+json"),
                    body.getBytes(StandardCharsets.UTF_8));
        }

        /** V2's binary form. */
        static Seed binary(String path, String head, byte[] tensors) {
            byte[] json = head.getBytes(StandardCharsets.UTF_8);
            byte[] body = java.util.Arrays.copyOf(json, json.length + tensors.length);
            System.arraycopy(tensors, 0, body, json.length, tensors.length);
            return new Seed(path, Map.of("inference-header-content-length", "" + json.length), body);
        }

        Seed with(byte[] other) {
            return new Seed(path, headers, other);
        }
    }

    /** Every value of a document in turn becomes every one that is wrong, or the list around it does. */
    void replaceValues(Seed seed) throws Exception {
        String text = new String(seed.body(), StandardCharsets.UTF_8);
        Matcher value = VALUE.matcher(text);
        int found = 0;
        while (value.find()) {
            found++;
            for (String wrong : WRONG) {
                String body = text.substring(0, value.start()) + wrong + text.substring(value.end());
                post(seed.with(body.getBytes(StandardCharsets.UTF_8)));
            }
        }
        assertThat(found).as("values in %s", text).isPositive();
    }

    /** As many damaged forms as asked for. */
    void damage(Seed seed, Mutations mutations, int rounds) throws Exception {
        for (int i = 0; i < rounds; i++) {
            post(seed.with(mutations.of(seed.body())));
        }
    }

    /** Sends it and looks at what comes back. */
    int post(Seed seed) throws Exception {
        HttpResponse<String> answer = exchange(seed);
        String about = seed.path() + " " + seed.headers() + " "
                + new String(seed.body(), 0, Math.min(seed.body().length, 600), StandardCharsets.ISO_8859_1) + "\n"
                + answer.body();
        if (answer.statusCode() != 200) {
            assertThat(answer.statusCode()).as(about).isIn(REFUSALS);
            assertThat(sentence(answer.body())).as(about).isNotBlank().hasSizeLessThan(1000);
            assertThat(INTERNAL.matcher(sentence(answer.body())).find())
                    .as(about)
                    .isFalse();
        }
        return answer.statusCode();
    }

    /** Whether the server still takes what is right. */
    void accepts(Seed seed) throws Exception {
        HttpResponse<String> answer = exchange(seed);
        assertThat(answer.statusCode()).as("%s %s", seed.path(), answer.body()).isEqualTo(200);
    }

    private HttpResponse<String> exchange(Seed seed) throws Exception {
        var request = server.request(seed.path()).POST(BodyPublishers.ofByteArray(seed.body()));
        seed.headers().forEach(request::header);
        return server.send(request.build());
    }

    private static String sentence(String body) throws IOException {
        return JsonTree.read(body.getBytes(StandardCharsets.UTF_8)) instanceof Map<?, ?> map && map.size() == 1
                ? String.valueOf(map.get("error"))
                : "";
    }

    /** No request is in flight and nobody holds memory; an answer's room is given back once it is written. */
    void assertNothingKept() throws InterruptedException {
        long end = System.nanoTime() + 20_000_000_000L;
        while (memory.bodies().used()
                        + memory.tensors().used()
                        + memory.answers().used()
                        + server.metrics.inFlight()
                        + server.metrics.pending()
                > 0) {
            assertThat(System.nanoTime()).as("given back in time: " + memory).isLessThan(end);
            Thread.sleep(5);
        }
    }
}

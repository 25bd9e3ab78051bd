package dev.slipway.modelserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.modelserver.TestModels;
import dev.slipway.modelserver.config.ServingConfig.Baseline;
import dev.slipway.modelserver.config.ServingConfig.Explain;
import dev.slipway.modelserver.config.ServingConfig.ExplainMethod;
import dev.slipway.modelserver.inference.RequestMemory;
import dev.slipway.workload.memory.ByteBudget;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Large tensors of binary requests are read where they arrived, and their memory is back whatever became of the request. */
@Timeout(120)
class TensorsInPlaceTest {
    private static final int COUNT = 100_001;
    private static final String TENSOR =
            "{\"name\":\"index\",\"shape\":[%d],\"datatype\":\"INT64\",\"parameters\":{\"binary_data_size\":%d}}"
                    .formatted(COUNT, COUNT * 8);
    private static final String MIXED =
            "{\"inputs\":[" + TENSOR + "],\"outputs\":[{\"name\":\"y\",\"parameters\":{\"binary_data\":true}}]}";

    private final Random random = new Random(3);
    private final long before = PooledByteBufAllocator.DEFAULT.pinnedDirectMemory();
    private final ByteBudget bodies = new ByteBudget(8 << 20, 8 << 20);

    @AfterEach
    void all_memory_is_back() throws InterruptedException {
        long end = System.nanoTime() + 20_000_000_000L;
        while (bodies.used() > 0 || PooledByteBufAllocator.DEFAULT.pinnedDirectMemory() > before + (64 << 10)) {
            assertThat(System.nanoTime())
                    .as(
                            "given back in time: %d, %d",
                            bodies.used(), PooledByteBufAllocator.DEFAULT.pinnedDirectMemory())
                    .isLessThan(end);
            Thread.sleep(5);
        }
    }

    /** A server whose tensors may not be copied once they are large. */
    private ServerFixture uncopied() throws Exception {
        return ServerFixture.withMemory(
                "gather", new RequestMemory(bodies, new ByteBudget(0, 0), ByteBudget.unbounded()));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_tensor_is_used_where_it_arrived_however_it_was_cut(boolean raw) throws Exception {
        String json = raw ? "" : MIXED;
        try (ServerFixture server = uncopied()) {
            for (int round = 0; round < 5; round++) {
                byte[] indices = indices(3);
                try (Socket client = new Socket("localhost", server.port)) {
                    OutputStream out = client.getOutputStream();
                    byte[] request = request(json, indices, "connection: close");
                    for (int at = 0; at < request.length; ) {
                        int end = Math.min(request.length, at + 1 + random.nextInt(round == 0 ? 1 << 20 : 60_000));
                        out.write(request, at, end - at);
                        at = end;
                    }
                    assertAnswers(client.getInputStream().readAllBytes(), indices);
                }
            }
        }
    }

    @Test
    void requests_that_wait_for_the_one_before_them_are_read_whole() throws Exception {
        try (ServerFixture server = uncopied();
                Socket client = new Socket("localhost", server.port)) {
            byte[] last = indices(3);
            Thread sender = Thread.startVirtualThread(() -> {
                try {
                    for (int i = 0; i < 5; i++) {
                        client.getOutputStream().write(request(MIXED, indices(3), "x: y"));
                        client.getOutputStream().write(request("", indices(3), "x: y"));
                    }
                    client.getOutputStream().write(request(MIXED, last, "connection: close"));
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            byte[] answers = client.getInputStream().readAllBytes();
            sender.join();
            assertThat(new String(answers, StandardCharsets.ISO_8859_1).split("HTTP/1.1 200", -1))
                    .hasSize(12);
            assertAnswers(answers, last);
        }
    }

    @Test
    void what_is_packed_or_of_unknown_length_is_copied() throws Exception {
        byte[] body = join(MIXED.getBytes(StandardCharsets.US_ASCII), indices(3));
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(body);
        }
        try (ServerFixture server = uncopied()) {
            assertThat(send(
                            server,
                            head("connection: close\r\ncontent-encoding: gzip", MIXED.length(), packed.size()),
                            packed.toByteArray()))
                    .startsWith("HTTP/1.1 429")
                    .contains("no room for a tensor");
        }
    }

    @Test
    void requests_that_are_refused_leave_nothing() throws Exception {
        byte[] indices = indices(3);
        try (ServerFixture server = uncopied()) {
            for (String json : List.of(
                    MIXED.replace("\"y\"", "\"z\""),
                    MIXED.replace("[" + COUNT, "[" + (COUNT + 1)),
                    MIXED.replace("" + COUNT * 8, "" + (COUNT - 1) * 8),
                    MIXED.replace("" + COUNT * 8, "" + (COUNT + 1) * 8),
                    MIXED.replace("INT64", "FP64"),
                    "{\"inputs\":[" + TENSOR + "," + TENSOR + "]}",
                    "{\"inputs\":[" + TENSOR + "],\"parameters\":{\"explain\":true}}",
                    "{\"inputs\":[")) {
                assertThat(send(server, request(json, indices, "connection: close")))
                        .as(json)
                        .startsWith(json.contains("explain") ? "HTTP/1.1 501" : "HTTP/1.1 400");
            }
            assertThat(send(server, request("", Arrays.copyOf(indices, COUNT * 8 - 3), "connection: close")))
                    .startsWith("HTTP/1.1 400")
                    .contains("The body has 800005 bytes; input 'index' of INT64 [-1] needs a multiple of 8.");
            assertThat(send(server, request(MIXED, indices(4), "connection: close")))
                    .as("the model's own refusal")
                    .startsWith("HTTP/1.1 400")
                    .contains("The model cannot run on this input");
            String hopeless = "{\"parameters\":{\"timeout\":1},\"inputs\":[" + TENSOR + "]}";
            assertThat(send(server, request(hopeless, indices, "connection: close")))
                    .startsWith("HTTP/1.1");
        }
    }

    @Test
    void clients_that_leave_while_their_request_is_read_or_runs_leave_nothing() throws Exception {
        try (ServerFixture server = uncopied()) {
            byte[] request = request(MIXED, indices(3), "x: y");
            for (int round = 0; round < 60; round++) {
                try (Socket client = new Socket("localhost", server.port)) {
                    client.setSoLinger(random.nextBoolean(), 0);
                    client.getOutputStream()
                            .write(request, 0, round % 2 == 0 ? request.length : random.nextInt(request.length));
                } catch (IOException refused) {
                    assertThat(refused).hasMessageMatching("(?i).*(reset|broken pipe|abort).*");
                }
            }
        }
    }

    @Test
    void answers_that_are_kept_or_explained_leave_nothing() throws Exception {
        byte[] indices = indices(3);
        try (ServerFixture server = ServerFixture.caching("gather")) {
            for (int i = 0; i < 3; i++) {
                assertAnswers(sent(server, request(MIXED, indices, "connection: close")), indices);
            }
        }
        Explain explain = new Explain(ExplainMethod.Occlusion, Baseline.Zero, List.of());
        try (ServerFixture server = ServerFixture.of(TestModels.path("iris"), explain)) {
            String explained = "{\"inputs\":[{\"name\":\"x\",\"shape\":[1500,4],\"datatype\":\"FP32\","
                    + "\"parameters\":{\"binary_data_size\":24000}}],\"parameters\":{\"explain\":true}}";
            byte[] head = head("m", "connection: close", explained.length(), explained.length() + 24_000);
            assertThat(send(server, head, explained.getBytes(StandardCharsets.US_ASCII), new byte[24_000]))
                    .startsWith("HTTP/1.1 200")
                    .contains("explanation");
        }
    }

    private byte[] indices(int below) {
        ByteBuffer indices = ByteBuffer.allocate(COUNT * 8).order(ByteOrder.LITTLE_ENDIAN);
        random.longs(COUNT, 0, below).forEach(indices::putLong);
        return indices.array();
    }

    /** The last answer ends with what the table has at the indices. */
    private static void assertAnswers(byte[] answer, byte[] indices) {
        ByteBuffer asked = ByteBuffer.wrap(indices).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer expected = ByteBuffer.allocate(COUNT * 4).order(ByteOrder.LITTLE_ENDIAN);
        while (asked.hasRemaining()) {
            expected.putFloat(10f * (1 + (int) asked.getLong()));
        }
        assertThat(new String(answer, 0, Math.min(answer.length, 500), StandardCharsets.UTF_8))
                .startsWith("HTTP/1.1 200");
        assertThat(Arrays.copyOfRange(answer, answer.length - COUNT * 4, answer.length))
                .isEqualTo(expected.array());
    }

    private static String send(ServerFixture server, byte[]... parts) throws IOException {
        return new String(sent(server, parts), StandardCharsets.UTF_8);
    }

    private static byte[] sent(ServerFixture server, byte[]... parts) throws IOException {
        try (Socket client = new Socket("localhost", server.port)) {
            for (byte[] part : parts) {
                client.getOutputStream().write(part);
            }
            return client.getInputStream().readAllBytes();
        }
    }

    private static byte[] request(String json, byte[] tensor, String header) {
        byte[] head = head(header, json.length(), json.length() + tensor.length);
        return join(join(head, json.getBytes(StandardCharsets.US_ASCII)), tensor);
    }

    private static byte[] head(String header, int json, int length) {
        return head("gather", header, json, length);
    }

    private static byte[] head(String model, String header, int json, int length) {
        return ("POST /v2/models/" + model + "/infer HTTP/1.1\r\nhost: x\r\ninference-header-content-length: " + json
                        + "\r\n" + header + "\r\ncontent-length: " + length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] join(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
    }
}

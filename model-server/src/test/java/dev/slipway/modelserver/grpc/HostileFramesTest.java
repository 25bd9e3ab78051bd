package dev.slipway.modelserver.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.slipway.modelserver.config.ModelServerConfig.Limits;
import dev.slipway.modelserver.grpc.proto.ModelInferRequest;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Clients that cut messages off, lie about lengths, dawdle or send rubbish. */
final class HostileFramesTest {
    private static final String INVALID = "3";
    private static final String DEADLINE = "4";
    private static final String EXHAUSTED = "8";
    private static GrpcFixture iris;

    @BeforeAll
    static void listen() throws Exception {
        iris = new GrpcFixture("iris", new Limits(1 << 20, 256, 1 << 20));
    }

    @AfterAll
    static void stop() {
        iris.close();
    }

    @AfterEach
    void nothing_is_left_and_others_are_served() throws Exception {
        await(() -> iris.metrics.inFlight() == 0);
        try (RawHttp2 client = new RawHttp2(iris.port)) {
            int stream = client.infer();
            client.data(stream, message(), true);
            assertThat(client.outcome(stream)).isEqualTo("0");
        }
    }

    @Test
    void a_message_that_ends_in_the_middle_is_refused() throws Exception {
        byte[] whole = message();
        try (RawHttp2 client = new RawHttp2(iris.port)) {
            for (int length = 1; length < whole.length; length += 3) {
                int stream = client.infer();
                client.data(stream, Arrays.copyOf(whole, length), true);
                assertThat(client.outcome(stream)).startsWith(INVALID).contains("middle");
            }
        }
    }

    @Test
    void a_length_beyond_the_limit_is_refused_before_its_bytes_arrive() throws Exception {
        try (RawHttp2 client = new RawHttp2(iris.port)) {
            for (int length : new int[] {(1 << 20) + 1, Integer.MAX_VALUE, -1}) {
                int stream = client.infer();
                client.data(stream, prefix(0, length), false);
                assertThat(client.outcome(stream)).startsWith(EXHAUSTED).contains("1048576");
            }
        }
    }

    @Test
    void a_slow_sender_is_served_and_keeps_nobody_waiting() throws Exception {
        byte[] whole = message();
        try (RawHttp2 slow = new RawHttp2(iris.port);
                RawHttp2 other = new RawHttp2(iris.port)) {
            int stream = slow.infer();
            for (int i = 0; i < whole.length; i++) {
                slow.data(stream, new byte[] {whole[i]}, i == whole.length - 1);
                if (i % 20 == 0) {
                    int quick = other.infer();
                    other.data(quick, whole, true);
                    assertThat(other.outcome(quick)).isEqualTo("0");
                }
            }
            assertThat(slow.outcome(stream)).isEqualTo("0");
        }
    }

    @Test
    void a_message_that_does_not_come_within_the_deadline_is_given_up() throws Exception {
        try (RawHttp2 client = new RawHttp2(iris.port)) {
            int stream = client.infer("grpc-timeout", "100m");
            client.data(stream, prefix(0, 100), false);
            assertThat(client.outcome(stream)).startsWith(DEADLINE);
        }
    }

    @Test
    void damaged_messages_in_any_number_of_frames_cost_their_own_call_only() throws Exception {
        Random random = new Random(42);
        try (RawHttp2 client = new RawHttp2(iris.port)) {
            for (int round = 0; round < 2000; round++) {
                byte[] bytes = message();
                for (int i = random.nextInt(4); i >= 0; i--) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                }
                int stream = client.infer();
                int cut = random.nextInt(bytes.length + 1);
                client.data(stream, Arrays.copyOf(bytes, cut), false);
                client.data(stream, Arrays.copyOfRange(bytes, cut, bytes.length), true);
                assertThat(client.outcome(stream)).matches("(?s)(0|3 .*|5 .*|8 .*|12 .*|13 .*no grpc-encoding.*)");
            }
        }
    }

    @Test
    void damaged_and_given_up_messages_leave_no_memory_behind() throws Exception {
        Random random = new Random(43);
        long before = PooledByteBufAllocator.DEFAULT.pinnedDirectMemory();
        try (RawHttp2 client = new RawHttp2(iris.port)) {
            for (int round = 0; round < 1000; round++) {
                byte[] bytes = Arrays.copyOf(message(), 6 + random.nextInt(message().length - 5));
                bytes[5 + random.nextInt(bytes.length - 5)] = (byte) random.nextInt();
                int stream = client.infer();
                client.data(stream, bytes, random.nextBoolean());
                client.frame(RawHttp2.RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8});
                if (round % 100 == 0) {
                    int whole = client.infer();
                    client.data(whole, message(), true);
                    assertThat(client.outcome(whole)).isEqualTo("0");
                }
            }
        }
        await(() -> iris.server.idle() && PooledByteBufAllocator.DEFAULT.pinnedDirectMemory() <= before + (64 << 10));
    }

    @Test
    void rubbish_ends_its_own_connection_only() throws Exception {
        Random random = new Random(7);
        for (int round = 0; round < 100; round++) {
            try (RawHttp2 client = new RawHttp2(iris.port)) {
                client.infer();
                byte[] rubbish = new byte[1 + random.nextInt(400)];
                random.nextBytes(rubbish);
                client.raw(rubbish);
            } catch (IOException closed) {
                assertThat(closed).hasMessageMatching("(?i).*(reset|broken pipe|abort).*");
            }
        }
    }

    private interface Condition {
        boolean holds();
    }

    private static void await(Condition condition) throws InterruptedException {
        long end = System.nanoTime() + 20_000_000_000L;
        while (!condition.holds()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            Thread.sleep(5);
        }
    }

    private static byte[] prefix(int flag, int length) {
        return ByteBuffer.allocate(5).put((byte) flag).putInt(length).array();
    }

    private static byte[] message() {
        ByteBuffer values = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        values.putFloat(5.1f).putFloat(3.5f).putFloat(1.4f).putFloat(0.2f);
        return framed("iris", "x", "FP32", values.array(), 1, 4);
    }

    private static byte[] framed(String model, String name, String type, byte[] raw, long... shape) {
        ModelInferRequest.InferInputTensor.Builder tensor =
                ModelInferRequest.InferInputTensor.newBuilder().setName(name).setDatatype(type);
        for (long dim : shape) {
            tensor.addShape(dim);
        }
        byte[] body = ModelInferRequest.newBuilder()
                .setModelName(model)
                .addInputs(tensor)
                .addRawInputContents(ByteString.copyFrom(raw))
                .build()
                .toByteArray();
        return GrpcFixture.frame(body);
    }
}

package dev.slipway.modelserver.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.slipway.modelserver.grpc.proto.ModelInferRequest;
import dev.slipway.modelserver.inference.RequestMemory;
import dev.slipway.modelserver.metrics.FailureKind;
import dev.slipway.workload.memory.ByteBudget;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Messages that have 4 MiB together. */
@Timeout(120)
final class LargeMessagesTest {
    private static final int MIB = 1 << 20;
    private static final int FRAME = 16_000;
    private final ByteBudget messages = new ByteBudget(4 * MIB, 4 * MIB);
    private final ByteBudget tensors = new ByteBudget(4 * MIB, 4 * MIB);
    private final ByteBudget answers = new ByteBudget(4 * MIB, 4 * MIB);
    private GrpcFixture iris;
    private long before;

    @BeforeEach
    void listen() throws Exception {
        iris = GrpcFixture.withMemory("iris", new RequestMemory(messages, tensors, answers));
        before = PooledByteBufAllocator.DEFAULT.pinnedDirectMemory();
    }

    @AfterEach
    void nothing_is_held_and_a_message_of_several_frames_is_answered() throws Exception {
        awaitEmpty();
        try (RawHttp2 client = new RawHttp2(iris.port)) {
            assertThat(whole(client, message(3000))).isEqualTo("0");
        }
        awaitEmpty();
        iris.close();
    }

    private void awaitEmpty() throws InterruptedException {
        long end = System.nanoTime() + 20_000_000_000L;
        while (messages.used() + tensors.used() + answers.used() + iris.metrics.inFlight() > 0
                || PooledByteBufAllocator.DEFAULT.pinnedDirectMemory() > before + (64 << 10)) {
            assertThat(System.nanoTime()).as("given back in time").isLessThan(end);
            Thread.sleep(5);
        }
    }

    @Test
    void stalled_messages_have_their_room_and_the_next_one_costs_its_stream_only() throws Exception {
        try (RawHttp2 client = new RawHttp2(iris.port)) {
            int[] stalled = new int[4];
            for (int i = 0; i < 4; i++) {
                stalled[i] = client.infer();
                client.data(stalled[i], announced(MIB, 100), false);
            }
            int refused = client.infer();
            client.data(refused, announced(MIB, 100), false);
            assertThat(client.outcome(refused))
                    .startsWith("8 There is no room for a message of 1048576 bytes: 4194304 of the 4194304 bytes");
            assertThat(iris.metrics.failures(FailureKind.REJECTED)).isEqualTo(1);

            assertThat(whole(client, message(1))).isEqualTo("0");
            assertThat(whole(client, message(2000))).as("of three frames").isEqualTo("0");
            for (int stream : stalled) {
                client.frame(RawHttp2.RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8});
            }
            assertThat(whole(client, message(1))).isEqualTo("0");
        }
    }

    @Test
    void what_unpacks_to_more_than_there_is_room_for_costs_its_stream_only() throws Exception {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(new byte[8 * MIB]);
        }
        byte[] bytes = packed.toByteArray();
        byte[] framed = ByteBuffer.allocate(5 + bytes.length)
                .put((byte) 1)
                .putInt(bytes.length)
                .put(bytes)
                .array();
        try (RawHttp2 client = new RawHttp2(iris.port)) {
            int stream = client.infer("grpc-encoding", "gzip");
            client.data(stream, framed, true);
            assertThat(client.outcome(stream)).startsWith("8 There is no room for a message that unpacks to more than");
            assertThat(whole(client, message(1))).isEqualTo("0");
        }
    }

    @Test
    void clients_that_leave_in_the_middle_leave_nothing_behind() throws Exception {
        Random random = new Random(5);
        for (int round = 0; round < 60; round++) {
            try (RawHttp2 client = new RawHttp2(iris.port)) {
                for (int i = 0; i < 4; i++) {
                    int stream = client.infer();
                    byte[] bytes = random.nextBoolean() ? announced(MIB, 3000) : message(700);
                    client.data(stream, Arrays.copyOf(bytes, random.nextInt(bytes.length)), false);
                    if (random.nextBoolean()) {
                        client.frame(RawHttp2.RST_STREAM, 0, stream, new byte[] {0, 0, 0, 8});
                    }
                }
            }
        }
    }

    private static String whole(RawHttp2 client, byte[] message) throws Exception {
        int stream = client.infer();
        for (int at = 0; at < message.length; at += FRAME) {
            int end = Math.min(message.length, at + FRAME);
            client.data(stream, Arrays.copyOfRange(message, at, end), end == message.length);
        }
        return client.outcome(stream);
    }

    /** The beginning of a message. */
    private static byte[] announced(int length, int sent) {
        return ByteBuffer.allocate(5 + sent).put((byte) 0).putInt(length).array();
    }

    private static byte[] message(int rows) {
        byte[] body = ModelInferRequest.newBuilder()
                .setModelName("iris")
                .addInputs(ModelInferRequest.InferInputTensor.newBuilder()
                        .setName("x")
                        .setDatatype("FP32")
                        .addShape(rows)
                        .addShape(4))
                .addOutputs(ModelInferRequest.InferRequestedOutputTensor.newBuilder()
                        .setName("label"))
                .addRawInputContents(ByteString.copyFrom(new byte[rows * 16]))
                .build()
                .toByteArray();
        return GrpcFixture.frame(body);
    }
}

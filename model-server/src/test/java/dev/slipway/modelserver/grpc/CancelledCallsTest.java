package dev.slipway.modelserver.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.slipway.modelserver.grpc.proto.InferParameter;
import dev.slipway.modelserver.grpc.proto.ModelInferRequest;
import dev.slipway.modelserver.metrics.FailureKind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that give up, and deadlines: who waits leaves the line, who runs runs for nobody, and the counters know it. */
final class CancelledCallsTest {
    private static final int WORKERS = Runtime.getRuntime().availableProcessors();
    private static final String DEADLINE = "4";
    private static final byte[] CANCEL = {0, 0, 0, 8};

    private GrpcFixture slow;

    @BeforeEach
    void listen() throws Exception {
        slow = GrpcFixture.patient("slow");
    }

    @AfterEach
    void nothing_is_left() throws Exception {
        await(() -> slow.metrics.inFlight() == 0);
        assertThat(slow.metrics.pending()).isZero();
        slow.close();
    }

    @Test
    void a_cancelled_call_leaves_the_line_or_has_its_answer_dropped() throws Exception {
        try (RawHttp2 client = new RawHttp2(slow.port)) {
            List<Integer> running = send(client, WORKERS);
            await(() -> slow.metrics.inFlight() == WORKERS && slow.metrics.pending() == 0);
            List<Integer> waiting = send(client, 3);
            await(() -> slow.metrics.pending() == 3);

            cancel(client, waiting.getFirst());
            cancel(client, waiting.getLast());
            await(() -> slow.metrics.pending() <= 1 && slow.metrics.failures(FailureKind.CANCELED) == 2);
            cancel(client, running.getFirst());

            assertThat(client.outcome(waiting.get(1))).isEqualTo("0");
            for (int stream : running.subList(1, WORKERS)) {
                assertThat(client.outcome(stream)).isEqualTo("0");
            }
        }
        await(() -> slow.metrics.inFlight() == 0);
        assertThat(slow.metrics.executionCount())
                .as("runs: those that ran when they were cancelled, not those that waited")
                .isEqualTo(WORKERS + 1);
        assertThat(slow.metrics.successes()).isEqualTo(WORKERS);
        assertThat(slow.metrics.failures(FailureKind.CANCELED)).isEqualTo(3);
    }

    @Test
    void a_connection_that_breaks_takes_its_calls_along() throws Exception {
        try (RawHttp2 client = new RawHttp2(slow.port)) {
            send(client, WORKERS + 4);
            await(() -> slow.metrics.pending() == 4);
        }
        await(() -> slow.metrics.inFlight() == 0);

        assertThat(slow.metrics.executionCount()).isEqualTo(WORKERS);
        assertThat(slow.metrics.successes()).isZero();
        assertThat(slow.metrics.failures(FailureKind.CANCELED)).isEqualTo(WORKERS + 4);
    }

    @Test
    void a_large_message_that_waits_to_be_read_leaves_the_line_as_well() throws Exception {
        try (RawHttp2 client = new RawHttp2(slow.port)) {
            send(client, WORKERS);
            await(() -> slow.metrics.inFlight() == WORKERS && slow.metrics.pending() == 0);
            byte[] large = message(ModelInferRequest.newBuilder().setId("x".repeat(70_000)));
            int stream = client.infer();
            for (int from = 0; from < large.length; from += 16_000) {
                int to = Math.min(large.length, from + 16_000);
                client.data(stream, java.util.Arrays.copyOfRange(large, from, to), to == large.length);
            }
            await(() -> slow.metrics.pending() == 1);
            cancel(client, stream);
            await(() -> slow.metrics.pending() == 0 && slow.metrics.failures(FailureKind.CANCELED) == 1);
        }
    }

    @Test
    void a_deadline_that_cannot_be_met_is_told_at_once() throws Exception {
        try (RawHttp2 client = new RawHttp2(slow.port)) {
            List<Integer> admitted = send(client, WORKERS + 3);
            await(() -> slow.metrics.pending() == 3);

            int header = client.infer("grpc-timeout", "50m");
            client.data(header, message(ModelInferRequest.newBuilder()), true);
            assertThat(client.outcome(header)).startsWith(DEADLINE).contains("would be about");
            int parameter = client.infer();
            InferParameter fifty =
                    InferParameter.newBuilder().setInt64Param(50_000).build();
            client.data(parameter, message(ModelInferRequest.newBuilder().putParameters("timeout", fifty)), true);
            assertThat(client.outcome(parameter)).startsWith(DEADLINE).contains("would be about");

            for (int stream : admitted) {
                assertThat(client.outcome(stream)).isEqualTo("0");
            }
        }
        assertThat(slow.metrics.executionCount()).isEqualTo(WORKERS + 3);
        assertThat(slow.metrics.failures(FailureKind.REJECTED)).isEqualTo(2);
    }

    @Test
    void a_deadline_that_passes_during_the_run_is_told_then_and_the_answer_is_dropped() throws Exception {
        try (RawHttp2 client = new RawHttp2(slow.port)) {
            List<Integer> streams = new ArrayList<>();
            for (int i = 0; i < WORKERS; i++) {
                streams.add(client.infer("grpc-timeout", "20m"));
                client.data(streams.getLast(), message(ModelInferRequest.newBuilder()), true);
            }
            for (int stream : streams) {
                assertThat(client.outcome(stream)).startsWith(DEADLINE);
            }
        }
        await(() -> slow.metrics.inFlight() == 0);
        assertThat(slow.metrics.successes()).isZero();
    }

    private static List<Integer> send(RawHttp2 client, int count) throws Exception {
        List<Integer> streams = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            streams.add(client.infer());
            client.data(streams.getLast(), message(ModelInferRequest.newBuilder()), true);
        }
        return streams;
    }

    private static void cancel(RawHttp2 client, int stream) throws Exception {
        client.frame(RawHttp2.RST_STREAM, 0, stream, CANCEL);
    }

    private static byte[] message(ModelInferRequest.Builder request) {
        byte[] body = request.setModelName("slow")
                .addInputs(ModelInferRequest.InferInputTensor.newBuilder()
                        .setName("x")
                        .setDatatype("FP32")
                        .addShape(1))
                .addRawInputContents(ByteString.copyFrom(new byte[4]))
                .build()
                .toByteArray();
        return GrpcFixture.frame(body);
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + 30_000_000_000L;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            Thread.sleep(2);
        }
    }
}

package dev.slipway.modelserver.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.slipway.modelserver.config.ModelServerConfig.Limits;
import dev.slipway.modelserver.grpc.proto.InferParameter;
import dev.slipway.modelserver.grpc.proto.InferTensorContents;
import dev.slipway.modelserver.grpc.proto.ModelInferRequest;
import dev.slipway.modelserver.grpc.proto.ModelInferRequest.InferInputTensor;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Shapes that contradict each other, or the bytes that came. */
final class InputShapesTest {
    @Test
    void a_shape_whose_product_overflows_is_too_large() throws Exception {
        try (GrpcFixture server = new GrpcFixture("iris", Limits.DEFAULT);
                RawHttp2 client = new RawHttp2(server.port)) {
            for (long rows : new long[] {(1L << 62) + 4, 1L << 61, 1L << 31, Long.MAX_VALUE}) {
                assertThat(outcome(client, raw("iris", "x", "FP32", 16, rows, 4)))
                        .startsWith("3 Input 'x' has 16 bytes; its shape [%d, 4] of FP32 is too large".formatted(rows));
            }
        }
    }

    @Test
    void a_typed_shape_whose_product_overflows_is_too_large() throws Exception {
        try (GrpcFixture server = new GrpcFixture("dynamic", Limits.DEFAULT);
                RawHttp2 client = new RawHttp2(server.port)) {
            long wide = (1L << 62) + 1;
            InferInputTensor typed = tensor("x", "FP32", 4, wide)
                    .setContents(InferTensorContents.newBuilder().addAllFp32Contents(List.of(1f, 1f, 1f, 1f)))
                    .build();
            ModelInferRequest request = ModelInferRequest.newBuilder()
                    .setModelName("dynamic")
                    .addInputs(typed)
                    .build();

            assertThat(outcome(client, request))
                    .startsWith("3 Input 'x' has 4 elements; its shape [4, %d] is too large.".formatted(wide));
        }
    }

    @Test
    void inputs_that_share_a_dimension_must_have_the_same_size_in_it() throws Exception {
        try (GrpcFixture server = new GrpcFixture("multi_input", Limits.DEFAULT);
                RawHttp2 client = new RawHttp2(server.port)) {
            ModelInferRequest request = raw("multi_input", "age", "INT64", 8, 1, 1).toBuilder()
                    .addInputs(tensor("income", "FP32", 2, 1))
                    .addRawInputContents(ByteString.copyFrom(new byte[8]))
                    .build();

            assertThat(outcome(client, request))
                    .startsWith("3 Input 'age' has the shape [1, 1] and input 'income' the shape [2, 1];")
                    .contains("dimension 'n' must be equal, not 1 and 2");
        }
    }

    @Test
    void a_priority_and_a_timeout_below_zero_are_refused() throws Exception {
        try (GrpcFixture server = new GrpcFixture("iris", Limits.DEFAULT);
                RawHttp2 client = new RawHttp2(server.port)) {
            for (String name : new String[] {"priority", "timeout"}) {
                InferParameter below =
                        InferParameter.newBuilder().setInt64Param(-1).build();
                ModelInferRequest request = raw("iris", "x", "FP32", 16, 1, 4).toBuilder()
                        .putParameters(name, below)
                        .build();

                assertThat(outcome(client, request))
                        .startsWith("3 The parameter '%s' is -1; it must be a whole number from 0".formatted(name));
            }
        }
    }

    private static String outcome(RawHttp2 client, ModelInferRequest request) throws Exception {
        byte[] body = request.toByteArray();
        int stream = client.infer();
        client.data(stream, GrpcFixture.frame(body), true);
        return client.outcome(stream);
    }

    private static ModelInferRequest raw(String model, String input, String type, int bytes, long... shape) {
        return ModelInferRequest.newBuilder()
                .setModelName(model)
                .addInputs(tensor(input, type, shape))
                .addRawInputContents(ByteString.copyFrom(new byte[bytes]))
                .build();
    }

    private static InferInputTensor.Builder tensor(String name, String type, long... shape) {
        return InferInputTensor.newBuilder()
                .setName(name)
                .setDatatype(type)
                .addAllShape(LongStream.of(shape).boxed().toList());
    }
}

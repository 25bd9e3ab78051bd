package dev.slipway.modelserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.modelserver.config.ModelServerConfig.Signature;
import dev.slipway.modelserver.onnx.DataType;
import dev.slipway.modelserver.onnx.ModelSignature;
import dev.slipway.modelserver.onnx.ScratchPool;
import dev.slipway.modelserver.onnx.TensorInput;
import dev.slipway.modelserver.onnx.TensorSpec;
import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What the quick reader accepts, the complete reader accepts with the same tensors; damaged documents included. */
class V2PlainRequestTest {
    private static final int CASES = Integer.getInteger("plain.request.cases", 60_000);
    private static final List<String> DOCUMENTS = List.of("""
            {"inputs": [{"name": "x", "shape": [2, 2], "datatype": "FP32", "data": [0.5, -1.25, 3e2, 7]}]}""", """
            {"id":"a","inputs":[{"name":"x","shape":[2,2],"datatype":"FP32","data":[[1,2.5],[-0,-0.0]]}],"outputs":[{"name":"y"}]}""", """
            {"inputs":[{"name":"x","datatype":"FP32","shape":[1,2],"data":[1,2]},{"name":"n","shape":[1],"datatype":"INT64","data":[12]}]}""", """
            {"parameters":{"binary_data_output":true},"inputs":[{"name":"x","shape":[1,1],"datatype":"FP32","data":[1.5]}],\
            "outputs":[{"name":"y","parameters":{"binary_data":false}}]}""");
    private static final String ALPHABET = "\"{}[]:,.-+eE0123456789 tfnxyINFPSaduls\\\n";

    private final V2Protocol one = protocol(new TensorSpec("x", DataType.FP32, List.of(-1L, -1L)));
    private final V2Protocol two = protocol(
            new TensorSpec("x", DataType.FP32, List.of(-1L, -1L)), new TensorSpec("n", DataType.INT64, List.of(-1L)));

    private static V2Protocol protocol(TensorSpec... inputs) {
        ModelSignature signature =
                new ModelSignature(List.of(inputs), List.of(new TensorSpec("y", DataType.FP32, List.of(-1L))));
        return new V2Protocol("m", signature, new Signature(List.of(), List.of()), new ScratchPool());
    }

    @Test
    void common_documents_are_read_quickly() throws Exception {
        assertThat(agree(one, DOCUMENTS.get(0))).isTrue();
        assertThat(agree(one, DOCUMENTS.get(1))).isTrue();
        assertThat(agree(two, DOCUMENTS.get(2))).isTrue();
        assertThat(agree(one, DOCUMENTS.get(3))).isTrue();
    }

    @Test
    void damaged_documents_are_never_read_where_the_complete_reader_refuses() throws Exception {
        SplittableRandom random = new SplittableRandom(3);
        for (int i = 0; i < CASES; i++) {
            StringBuilder text = new StringBuilder(DOCUMENTS.get(i % DOCUMENTS.size()));
            for (int edits = 1 + random.nextInt(2); edits > 0; edits--) {
                int at = random.nextInt(text.length());
                char c = ALPHABET.charAt(random.nextInt(ALPHABET.length()));
                switch (random.nextInt(4)) {
                    case 0 -> text.setCharAt(at, c);
                    case 1 -> text.insert(at, c);
                    case 2 -> text.deleteCharAt(at);
                    default -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(20))));
                }
            }
            agree(one, text.toString());
            agree(two, text.toString());
        }
    }

    /** Whether the quick reader takes it. */
    private static boolean agree(V2Protocol protocol, String text) throws Exception {
        RequestBody body = new RequestBody(text.getBytes(StandardCharsets.UTF_8), MultiMap.caseInsensitiveMultiMap());
        Protocol.Call quick = protocol.plain(body, BinaryTail.of(body));
        if (quick == null) {
            return false;
        }
        Protocol.Call complete = protocol.complete(body, BinaryTail.of(body));
        assertThat(describe(quick)).as(text).isEqualTo(describe(complete));
        quick.request().close();
        complete.request().close();
        return true;
    }

    private static String describe(Protocol.Call call) {
        StringBuilder text = new StringBuilder().append(call.request().outputs());
        for (TensorInput input : call.request().inputs()) {
            text.append(input.spec()).append(java.util.Arrays.toString(input.dims()));
            java.nio.ByteBuffer bytes = input.bytes();
            while (bytes.hasRemaining()) {
                text.append(' ').append(bytes.get());
            }
        }
        return text.toString();
    }
}

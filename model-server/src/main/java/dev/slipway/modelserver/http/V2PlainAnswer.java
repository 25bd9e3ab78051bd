package dev.slipway.modelserver.http;

import dev.slipway.modelserver.json.PlainElements;
import dev.slipway.modelserver.onnx.DataType;
import dev.slipway.modelserver.onnx.InferenceResult;
import dev.slipway.modelserver.onnx.ModelSignature;
import dev.slipway.modelserver.onnx.OutputTensor;
import dev.slipway.modelserver.onnx.TensorSpec;
import dev.slipway.workload.json.JsonText;
import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes the V2 answers that models mostly give: whole tensors of numbers under names of printable ASCII. What never
 * changes is made once. The bytes are those of {@link V2Answer}'s complete way, to which everything else is left.
 */
final class V2PlainAnswer {
    private final String modelName;
    private final String head;
    private final Map<String, String> outputHeads = new HashMap<>();

    V2PlainAnswer(String modelName, ModelSignature signature) {
        this.modelName = modelName;
        this.head = "{\"model_name\":" + JsonText.quote(modelName) + ",\"model_version\":\"" + ModelRoutes.VERSION
                + "\",\"id\":\"";
        for (TensorSpec output : signature.outputs()) {
            if (ordinary(modelName) && ordinary(output.name()) && output.datatype() != DataType.BYTES) {
                outputHeads.put(
                        output.name(),
                        "{\"name\":\"" + output.name() + "\",\"datatype\":\"" + output.datatype() + "\",\"shape\":[");
            }
        }
    }

    String modelName() {
        return modelName;
    }

    /** The answer, or null where it is not of this kind. */
    @Nullable
    Encoded encode(String id, V2Outputs wanted, InferenceResult result) {
        if (!ordinary(id) || wanted.classifies()) {
            return null;
        }
        StringBuilder json = new StringBuilder(256).append(head).append(id).append("\",\"outputs\":[");
        List<OutputTensor> outputs = result.outputs();
        boolean binary = false;
        for (int i = 0; i < outputs.size(); i++) {
            OutputTensor output = outputs.get(i);
            String outputHead = outputHeads.get(output.spec().name());
            if (outputHead == null) {
                return null;
            }
            shape(json.append(i == 0 ? "" : ",").append(outputHead), output.dims());
            if (wanted.binary(output.spec().name())) {
                int size = output.bytes().remaining();
                json.append("],\"parameters\":{\"binary_data_size\":")
                        .append(size)
                        .append("}}");
                binary = true;
            } else {
                json.append("],\"data\":[");
                if (!PlainElements.append(json, output)) {
                    return null;
                }
                json.append("]}");
            }
        }
        byte[] text = json.append("]}").toString().getBytes(StandardCharsets.ISO_8859_1);
        return binary ? binary(text, wanted, outputs) : Encoded.json(text);
    }

    private static Encoded binary(byte[] text, V2Outputs wanted, List<OutputTensor> outputs) {
        Buffer body = Buffer.buffer(text.length + 256).appendBytes(text);
        for (OutputTensor output : outputs) {
            if (wanted.binary(output.spec().name())) {
                ByteBuffer bytes = output.bytes();
                byte[] copy = new byte[bytes.remaining()];
                bytes.get(copy);
                body.appendBytes(copy);
            }
        }
        return new Encoded(body, V2Answer.headers(text.length));
    }

    private static void shape(StringBuilder json, long[] dims) {
        for (int i = 0; i < dims.length; i++) {
            json.append(i == 0 ? "" : ",").append(dims[i]);
        }
    }

    /** Whether JSON writes the text as it is. */
    private static boolean ordinary(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c > '~' || c == '"' || c == '\\') {
                return false;
            }
        }
        return true;
    }
}

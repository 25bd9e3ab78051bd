package dev.slipway.modelserver.http;

import dev.slipway.modelserver.onnx.DataType;
import dev.slipway.modelserver.onnx.ModelSignature;
import dev.slipway.modelserver.onnx.TensorSpec;
import dev.slipway.workload.json.JsonText;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** A request made from a signature: one value everywhere, 1 for every variable size. */
public final class SignatureExample {
    private SignatureExample() {}

    /** The body of a V2 request. */
    public static String v2(ModelSignature signature, int value) {
        return signature.inputs().stream()
                .map(input -> tensor(input, value))
                .collect(Collectors.joining(",", "{\"inputs\":[", "]}"));
    }

    private static String tensor(TensorSpec input, int value) {
        List<Long> dims = input.shape().stream().map(dim -> dim < 0 ? 1L : dim).toList();
        long count = dims.stream().reduce(1L, (a, b) -> a * b);
        String element = input.datatype() == DataType.BYTES ? "\"" + value + "\"" : String.valueOf(value);
        return "{\"name\":" + JsonText.quote(input.name()) + ",\"shape\":"
                + dims.toString().replace(" ", "")
                + ",\"datatype\":\"" + input.datatype() + "\",\"data\":["
                + String.join(",", Collections.nCopies(Math.toIntExact(count), element)) + "]}";
    }
}

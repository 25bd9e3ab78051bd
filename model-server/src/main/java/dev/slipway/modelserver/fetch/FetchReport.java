package dev.slipway.modelserver.fetch;

import dev.slipway.modelserver.onnx.ModelSignature;
import dev.slipway.modelserver.onnx.TensorSpec;
import dev.slipway.workload.artifact.Artifact;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a successful fetch tells the operator, as one line that fits the termination log.
 *
 * @param artifact the file
 * @param signature what it holds
 */
public record FetchReport(Artifact artifact, ModelSignature signature) {

    /** The line, with tensors dropped from the tail (and {@code truncated} set) until it has at most {@code max} bytes. */
    public String json(int max) {
        List<TensorSpec> inputs = new ArrayList<>(signature.inputs());
        List<TensorSpec> outputs = new ArrayList<>(signature.outputs());
        String line = json(inputs, outputs, false);
        while (line.getBytes(StandardCharsets.UTF_8).length > max) {
            List<TensorSpec> longer = outputs.size() >= inputs.size() ? outputs : inputs;
            longer.removeLast();
            line = json(inputs, outputs, true);
        }
        return line;
    }

    private String json(List<TensorSpec> inputs, List<TensorSpec> outputs, boolean truncated) {
        return "{\"digest\":\"" + artifact.digest() + "\",\"bytes\":" + artifact.bytes() + format() + ",\"inputs\":"
                + list(inputs) + ",\"outputs\":" + list(outputs) + (truncated ? ",\"truncated\":true}" : "}");
    }

    private String format() {
        return artifact.format().isEmpty() ? "" : ",\"format\":\"" + artifact.format() + "\"";
    }

    private static String list(List<TensorSpec> tensors) {
        return tensors.stream().map(TensorSpec::json).collect(Collectors.joining(",", "[", "]"));
    }
}

package dev.slipway.modelserver.onnx;

import dev.slipway.workload.json.JsonText;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A tensor of a model's signature.
 *
 * @param name the name in the graph
 * @param datatype the element type
 * @param shape sizes of the dimensions, -1 where any size goes
 */
public record TensorSpec(String name, DataType datatype, List<Long> shape) {
    /** Copies the shape. */
    public TensorSpec {
        shape = List.copyOf(shape);
    }

    /** Whether a tensor of these sizes fits. */
    public boolean accepts(long[] dims) {
        if (dims.length != shape.size()) {
            return false;
        }
        for (int i = 0; i < dims.length; i++) {
            long expected = shape.get(i);
            if (expected != -1 && expected != dims[i]) {
                return false;
            }
        }
        return true;
    }

    /** As the Open Inference Protocol describes a tensor: {@code {"name":…,"datatype":…,"shape":[…]}}. */
    public String json() {
        String dims = shape.stream().map(String::valueOf).collect(Collectors.joining(",", "[", "]"));
        return "{\"name\":" + JsonText.quote(name) + ",\"datatype\":\"" + datatype + "\",\"shape\":" + dims + "}";
    }
}

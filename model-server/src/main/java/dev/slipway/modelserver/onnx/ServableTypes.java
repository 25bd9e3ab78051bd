package dev.slipway.modelserver.onnx;

import dev.slipway.modelserver.failure.FailureException;
import dev.slipway.modelserver.failure.Reason;

/** Which values of a graph this server can take and give, and a way out for the others. */
final class ServableTypes {
    private ServableTypes() {}

    static TensorSpec input(ValueInfo.Parsed value) throws FailureException {
        return tensor("input", value);
    }

    static TensorSpec output(ValueInfo.Parsed value) throws FailureException {
        return tensor("output", value);
    }

    private static TensorSpec tensor(String role, ValueInfo.Parsed value) throws FailureException {
        String name = value.name();
        switch (value.kind()) {
            case TENSOR -> {}
            case SEQUENCE, MAP ->
                throw unsupported(
                        "The %s '%s' is a sequence or map, not a tensor; export a scikit-learn classifier"
                                .concat(" with zipmap=False."),
                        role,
                        name);
            case SPARSE_TENSOR, OPTIONAL, UNKNOWN ->
                throw unsupported("The %s '%s' is no dense tensor; export the model with tensors only.", role, name);
        }
        DataType type = DataType.ofOnnx(value.elementType())
                .orElseThrow(() -> unsupported(
                        "The %s '%s' has the ONNX element type %d, which no protocol here carries; cast it to FP32.",
                        role, name, value.elementType()));
        if (!type.creatable()) {
            throw unsupported(
                    "The %s '%s' is %s, which ONNX Runtime's Java API cannot handle; export it as INT64 with a Cast.",
                    role, name, type);
        }
        return new TensorSpec(name, type, value.shape());
    }

    @SuppressWarnings("AnnotateFormatMethod")
    private static FailureException unsupported(String format, Object... values) {
        return new FailureException(Reason.UnsupportedModelFormat, format.formatted(values));
    }
}

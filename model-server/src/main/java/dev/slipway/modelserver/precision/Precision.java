package dev.slipway.modelserver.precision;

import dev.slipway.modelserver.precision.proto.ModelProto;
import dev.slipway.modelserver.precision.proto.OperatorSetIdProto;
import java.util.Map;

/** The numbers that a model is run in. */
public enum Precision {
    /** As the file has it. */
    FP32(0),
    /** FLOAT16 instead of FLOAT. */
    FP16(7),
    /** Matrices in eight bits, and at each run what they are multiplied by. */
    INT8(11);

    private final int oldestOpset;

    Precision(int oldestOpset) {
        this.oldestOpset = oldestOpset;
    }

    /**
     * The model in this precision.
     *
     * @param types the element type of each value of the graph that is a tensor, by its name
     * @throws UnsuitableModelException where the graph is too old for the operators that this takes
     */
    public Converted convert(ModelProto model, Map<String, Integer> types) throws UnsuitableModelException {
        long opset = model.getOpsetImportList().stream()
                .filter(set -> set.getDomain().isEmpty() || set.getDomain().equals("ai.onnx"))
                .mapToLong(OperatorSetIdProto::getVersion)
                .max()
                .orElse(0);
        if (opset < oldestOpset && opset > 0) {
            throw new UnsuitableModelException(
                    "Precision %s needs a model of opset %d or later; this one has %d. Export it again, or leave precision out."
                            .formatted(this, oldestOpset, opset));
        }
        return switch (this) {
            case FP32 -> new Converted(model, ChangedNodes.NONE);
            case FP16 -> HalfPrecision.convert(model, types);
            case INT8 -> Int8Weights.convert(model);
        };
    }
}

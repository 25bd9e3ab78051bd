package dev.slipway.modelserver.onnx;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a NodeProto as far as it matters for the values that a graph gives: which operator, from what to what, and a
 * ZipMap's class labels. Field numbers are those of onnx.proto3.
 */
final class NodeSkim {
    private static final int INPUT = 1;
    private static final int OUTPUT = 2;
    private static final int OP_TYPE = 4;
    private static final int ATTRIBUTE = 5;
    private static final int ATTRIBUTE_NAME = 1;
    private static final int ATTRIBUTE_INTS = 8;
    private static final int ATTRIBUTE_STRINGS = 9;
    private static final String LABELS = "classlabels_";
    private static final String ZIP_MAP = "ZipMap";

    private final ProtobufReader in;

    NodeSkim(ProtobufReader in) {
        this.in = in;
    }

    /**
     * A node.
     *
     * @param operator its operator
     * @param inputs names of values
     * @param outputs names of values
     * @param classes for a ZipMap, its classes
     */
    record Parsed(String operator, List<String> inputs, List<String> outputs, ClassNames classes) {}

    Parsed read(long end) throws IOException {
        List<String> inputs = new ArrayList<>(2);
        List<String> outputs = new ArrayList<>(1);
        ClassNames classes = ClassNames.NONE;
        String operator = "";
        while (in.nextField(end)) {
            switch (in.field()) {
                case INPUT -> inputs.add(in.string(end));
                case OUTPUT -> outputs.add(in.string(end));
                case OP_TYPE -> operator = in.string(end);
                case ATTRIBUTE -> {
                    if (operator.equals(ZIP_MAP)) {
                        ClassNames found = classes(in.message(end));
                        classes = found.names().isEmpty() ? classes : found;
                    } else {
                        in.skip(end);
                    }
                }
                default -> in.skip(end);
            }
        }
        return new Parsed(operator, inputs, outputs, classes);
    }

    private ClassNames classes(long end) throws IOException {
        String name = "";
        List<String> labels = new ArrayList<>();
        while (in.nextField(end)) {
            switch (in.field()) {
                case ATTRIBUTE_NAME -> name = in.string(end);
                case ATTRIBUTE_INTS -> in.varints(end, value -> labels.add(Long.toString(value)));
                case ATTRIBUTE_STRINGS -> labels.add(in.string(end));
                default -> in.skip(end);
            }
        }
        return name.startsWith(LABELS) ? new ClassNames(labels, name.equals(LABELS + "int64s")) : ClassNames.NONE;
    }
}

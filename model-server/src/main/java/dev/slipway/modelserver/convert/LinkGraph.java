package dev.slipway.modelserver.convert;

/**
 * Links as ONNX operators, in double: ONNX Runtime's own float Sigmoid and Exp are approximations that are off by more
 * than one in a million where the result is small.
 */
final class LinkGraph {
    /** XGBoost keeps exp from overflowing here (src/common/math.h). */
    private static final double LARGEST_EXPONENT = 88.7f;

    private final OnnxGraph graph;
    private final boolean isDouble;

    LinkGraph(OnnxGraph graph, boolean isDouble) {
        this.graph = graph;
        this.isDouble = isDouble;
    }

    /** {@code sum} is [n, groups] in the model's precision, and so is the result; [n] for the largest group. */
    String apply(Link link, String sum) {
        return switch (link.kind()) {
            case IDENTITY -> sum;
            case STEP -> graph.cast(graph.add("Greater", sum, graph.scalar(isDouble, 0)), isDouble);
            case ARGMAX ->
                graph.cast(graph.add("ArgMax", new OnnxNode().number("axis", 1).number("keepdims", 0), sum), isDouble);
            case SIGMOID, EXP, LOG1P_EXP, SIGNED_SQUARE, SOFTMAX -> narrow(wide(link, widen(sum)));
        };
    }

    private String wide(Link link, String x) {
        return switch (link.kind()) {
            case SIGMOID -> sigmoid(x, link.scale());
            case EXP -> graph.add("Exp", x);
            case LOG1P_EXP -> graph.add("Log", graph.add("Add", graph.add("Exp", x), one()));
            case SIGNED_SQUARE -> graph.add("Mul", x, graph.add("Abs", x));
            case SOFTMAX -> graph.add("Softmax", new OnnxNode().number("axis", 1), x);
            case IDENTITY, STEP, ARGMAX -> x;
        };
    }

    private String sigmoid(String x, double scale) {
        String exponent = graph.add("Mul", x, graph.scalar(true, -scale));
        if (!isDouble) {
            exponent = graph.add("Min", exponent, graph.scalar(true, LARGEST_EXPONENT));
        }
        return graph.add("Div", one(), graph.add("Add", graph.add("Exp", exponent), one()));
    }

    private String one() {
        return graph.scalar(true, 1);
    }

    private String widen(String x) {
        return isDouble ? x : graph.cast(x, true);
    }

    private String narrow(String x) {
        return isDouble ? x : graph.cast(x, false);
    }
}

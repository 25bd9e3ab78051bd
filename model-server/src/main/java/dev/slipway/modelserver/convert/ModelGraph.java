package dev.slipway.modelserver.convert;

import dev.slipway.modelserver.convert.BoostedModel.Arithmetic;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Lays a boosted model out as an ONNX graph: input as the library reads it, sum, link. */
final class ModelGraph {
    private final BoostedModel model;
    private final boolean isDouble;
    private final OnnxGraph graph = new OnnxGraph();

    private ModelGraph(BoostedModel model) {
        this.model = model;
        this.isDouble = model.arithmetic().isDouble();
    }

    static byte[] of(BoostedModel model) {
        return new ModelGraph(model).write();
    }

    private byte[] write() {
        String sum =
                switch (model.body()) {
                    case BoostedModel.Trees body -> trees(body.trees());
                    case BoostedModel.Linear body -> linear(body.weights);
                };
        if (model.divisor() != 1) {
            sum = graph.add("Div", sum, graph.scalar(isDouble, model.divisor()));
        }
        String result = new LinkGraph(graph, isDouble).apply(model.link(), sum);
        boolean perRow = model.groups() == 1 || model.link().kind() == Link.Kind.ARGMAX;
        if (perRow) {
            result = graph.add("Reshape", result, graph.integers(-1));
        }
        return graph.model(result, isDouble, model.features(), perRow ? new int[0] : new int[] {model.groups()});
    }

    private String trees(List<Tree> trees) {
        String input = categoriesAsIntegers(zeroAsMissing(ModelConversion.INPUT), trees);
        List<Tree> all = new ArrayList<>();
        // The base comes first, as in XGBoost's sum: another order would round differently.
        for (int group = 0; group < model.groups(); group++) {
            if (model.base().get(group) != 0 || (trees.isEmpty() && group == 0)) {
                all.add(Tree.constant(group, model.base().get(group)));
            }
        }
        all.addAll(trees);
        boolean less = model.arithmetic() == Arithmetic.FLOAT_LESS;
        return graph.addMl("TreeEnsemble", new TreeEnsembleNode(all, isDouble, less).node(model.groups()), input);
    }

    private String zeroAsMissing(String input) {
        if (model.zeroIsMissing().isEmpty()) {
            return input;
        }
        String zero =
                graph.add("LessOrEqual", graph.add("Abs", input), graph.scalar(isDouble, LightGbmMissing.ZERO_RANGE));
        String missing = graph.add("And", zero, graph.flags(model.zeroIsMissing(), model.features()));
        return graph.add("Where", missing, graph.scalar(isDouble, Double.NaN), input);
    }

    /** Categories are truncated to integers: LightGBM reads -0.5 as 0, XGBoost takes it for no category. */
    private String categoriesAsIntegers(String input, List<Tree> trees) {
        BitSet columns = new BitSet();
        for (Tree tree : trees) {
            for (int node = 0; node < tree.nodes(); node++) {
                if (tree.categories[node] != null) {
                    columns.set(tree.feature[node]);
                }
            }
        }
        if (columns.isEmpty()) {
            return input;
        }
        String whole = graph.add("Floor", input);
        if (isDouble) {
            String negative = graph.add("Less", input, graph.scalar(true, 0));
            whole = graph.add("Where", negative, graph.add("Ceil", input), whole);
        }
        return graph.add("Where", graph.flags(columns, model.features()), whole, input);
    }

    /**
     * A missing value adds nothing. A running sum adds one column after the other in float, the bias first, as XGBoost
     * does; a matrix product would round differently.
     */
    private String linear(double[] weights) {
        int features = model.features();
        int groups = model.groups();
        double[] rows = new double[weights.length];
        for (int group = 0; group < groups; group++) {
            rows[group] = (float) weights[features * groups + group]
                    + model.base().get(group).floatValue();
        }
        System.arraycopy(weights, 0, rows, groups, features * groups);
        String missing = graph.add("IsNaN", ModelConversion.INPUT);
        String present = graph.add("Where", missing, graph.scalar(false, 0), ModelConversion.INPUT);
        String columns = graph.add("Pad", present, graph.integers(0, 1, 0, 0), graph.single(1));
        String cube = graph.add("Unsqueeze", columns, graph.integers(2));
        String products = graph.add("Mul", cube, graph.constant(false, rows, features + 1, groups));
        String sums = graph.add("CumSum", products, graph.integers(1));
        String last = graph.add("Gather", new OnnxNode().number("axis", 1), sums, graph.integers(features));
        return graph.add("Squeeze", last, graph.integers(1));
    }
}

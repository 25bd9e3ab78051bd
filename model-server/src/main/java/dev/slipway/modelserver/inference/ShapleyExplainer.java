package dev.slipway.modelserver.inference;

import dev.slipway.modelserver.config.ServingConfig.ExplainMethod;
import dev.slipway.modelserver.convert.ModelConversion;
import dev.slipway.modelserver.convert.TreeShap;
import dev.slipway.modelserver.inference.FeatureList.Feature;
import dev.slipway.modelserver.onnx.DataType;
import dev.slipway.modelserver.onnx.TensorInput;
import dev.slipway.workload.failure.FailureException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Explains predictions of XGBoost and LightGBM models by exact Shapley values ({@link TreeShap}). They add up, with the
 * base, to the sum before the link; of several sums the largest is explained, which is the predicted class.
 */
final class ShapleyExplainer implements Explainer {
    /** Steps of {@link TreeShap#cost} for one row and for one request: about 0.1 s and a few seconds. */
    private static final long MOST_PER_ROW = 20_000_000;

    private static final long MOST_PER_REQUEST = 500_000_000;

    private final TreeShap trees;
    private final FeatureList features;

    private ShapleyExplainer(TreeShap trees, FeatureList features) {
        this.trees = trees;
        this.features = features;
    }

    static ShapleyExplainer of(Optional<TreeShap> trees, FeatureList features) throws FailureException {
        if (trees.isEmpty()) {
            throw FeatureList.invalid("explain.method Shapley is for XGBoost and LightGBM files; use Occlusion.");
        }
        if (trees.get().cost() > MOST_PER_ROW) {
            throw FeatureList.invalid(
                    "explain.method Shapley would take %d steps a row; up to %d are taken. Use Occlusion."
                            .formatted(trees.get().cost(), MOST_PER_ROW));
        }
        return new ShapleyExplainer(trees.get(), features);
    }

    @Override
    public Explanation explain(InferenceRequest request) throws RequestException {
        long most = MOST_PER_REQUEST / Math.max(1, trees.cost());
        if (request.rows() > most) {
            throw RequestException.badRequest(
                    "%d rows are to be explained; of this model at most %d at a time.", request.rows(), most);
        }
        List<Integer> columns = new ArrayList<>();
        List<List<Double>> values = new ArrayList<>();
        List<Double> base = new ArrayList<>();
        int width = trees.features() + 1;
        for (double[] row : rows(request.inputs().getFirst())) {
            double[] all = trees.contributions(row);
            int group = largest(all, width);
            int start = group * width;
            columns.add(group);
            base.add(all[start + trees.features()]);
            List<Double> importance = new ArrayList<>();
            for (Feature feature : features.features()) {
                importance.add(all[start + feature.column()]);
            }
            values.add(importance);
        }
        return new Explanation(ExplainMethod.Shapley, ModelConversion.OUTPUT, columns, features.names(), values, base);
    }

    private static int largest(double[] all, int width) {
        int largest = 0;
        double most = Double.NEGATIVE_INFINITY;
        for (int group = 0; group < all.length / width; group++) {
            double sum = 0;
            for (int i = 0; i < width; i++) {
                sum += all[group * width + i];
            }
            if (sum > most) {
                most = sum;
                largest = group;
            }
        }
        return largest;
    }

    private List<double[]> rows(TensorInput input) {
        ByteBuffer bytes = input.bytes().order(ByteOrder.nativeOrder());
        boolean isDouble = input.spec().datatype() == DataType.FP64;
        List<double[]> rows = new ArrayList<>();
        for (long i = 0; i < input.rows(); i++) {
            double[] row = new double[trees.features()];
            for (int column = 0; column < row.length; column++) {
                row[column] = isDouble ? bytes.getDouble() : bytes.getFloat();
            }
            rows.add(row);
        }
        return rows;
    }
}

package dev.slipway.modelserver.convert;

import dev.slipway.workload.failure.FailureException;
import java.util.List;

/**
 * Exact Shapley values of tree ensembles, path-dependent: a column that is left out follows the training rows (Lundberg
 * et al., "Consistent Individualized Feature Attribution for Tree Ensembles", algorithm 2). The numbers are those of
 * XGBoost's {@code pred_contribs} and LightGBM's {@code pred_contrib}: they add up to the sum before the link (LightGBM's rf
 * alone forgets to average its own; these are averaged).
 *
 * <p>A row costs about leaves times depth squared; {@link #cost} says how much that is. Safe for concurrent use.
 */
public final class TreeShap {
    private final BoostedModel model;
    private final RowReader reader;
    private final double[] expected;

    private TreeShap(BoostedModel model) {
        this.model = model;
        this.reader = new RowReader(model);
        this.expected = new double[model.groups()];
        for (int group = 0; group < expected.length; group++) {
            expected[group] = model.base().get(group);
        }
        for (Tree tree : trees()) {
            expected[tree.group] += TreePaths.expected(tree);
        }
    }

    /**
     * Reads a model file.
     *
     * @throws FailureException {@code ModelLoadFailed}, as {@link ModelConversion#convert}
     */
    public static TreeShap of(ModelFormat format, byte[] file) throws FailureException {
        return new TreeShap(ModelConversion.read(format, file));
    }

    /** Columns of a row. */
    public int features() {
        return model.features();
    }

    /** Sums of a row: classes or targets, else 1. */
    public int groups() {
        return model.groups();
    }

    /** Steps for one row, as a measure of time: the sum of depth squared over all leaves. */
    public long cost() {
        long cost = 0;
        for (Tree tree : trees()) {
            cost += TreePaths.cost(tree);
        }
        return cost;
    }

    /**
     * What each column adds to each sum.
     *
     * @param row one value per column, NaN where it is missing
     * @return {@code groups x (features + 1)}: for each group its columns, then what the model says without any
     */
    public double[] contributions(double[] row) {
        if (row.length != features()) {
            throw new IllegalArgumentException("a row of %d values instead of %d".formatted(row.length, features()));
        }
        int width = features() + 1;
        double[] all = new double[groups() * width];
        double[] read = reader.read(row);
        for (Tree tree : trees()) {
            if (!tree.isLeaf(0)) {
                new TreePaths(tree, reader, read, all, tree.group * width).walk();
            }
        }
        if (model.body() instanceof BoostedModel.Linear linear) {
            linear(linear.weights, read, all);
        }
        for (int group = 0; group < groups(); group++) {
            all[group * width + features()] += expected[group];
        }
        if (model.divisor() != 1) {
            for (int i = 0; i < all.length; i++) {
                all[i] /= model.divisor();
            }
        }
        return all;
    }

    private void linear(double[] weights, double[] row, double[] all) {
        for (int group = 0; group < groups(); group++) {
            int start = group * (features() + 1);
            for (int feature = 0; feature < features(); feature++) {
                double value = Double.isNaN(row[feature]) ? 0 : row[feature];
                all[start + feature] = value * weights[feature * groups() + group];
            }
            all[start + features()] = weights[features() * groups() + group];
        }
    }

    private List<Tree> trees() {
        return model.body() instanceof BoostedModel.Trees body ? body.trees() : List.of();
    }
}

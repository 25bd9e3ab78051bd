package dev.slipway.modelserver.convert;

import dev.slipway.modelserver.convert.LightGbmText.Block;
import dev.slipway.workload.failure.FailureException;
import java.util.Arrays;
import java.util.BitSet;

/**
 * One {@code Tree=} block. Splits and leaves are numbered apart: a child {@code c >= 0} is a split, {@code c < 0} the
 * leaf {@code ~c}. A decision's bits: 1 categorical, 2 default left, then the missing type (include/LightGBM/tree.h).
 */
final class LightGbmTree {
    private static final int CATEGORICAL = 1;
    private static final int DEFAULT_LEFT = 2;
    private static final int MAX_LEAVES = 1 << 26;

    private final Block in;
    private final int features;
    private final LightGbmMissing missing;
    private final int leaves;

    LightGbmTree(Block in, int features, LightGbmMissing missing) throws FailureException {
        this.in = in;
        this.features = features;
        this.missing = missing;
        this.leaves = in.count("num_leaves", 1, MAX_LEAVES);
    }

    Tree read(int group) throws FailureException {
        if (in.has("is_linear") && in.count("is_linear", 0, 1) == 1) {
            throw Malformed.unsupported(
                    "linear trees (linear_tree=true)", "train without them or export the model to ONNX");
        }
        double[] values = in.numbers("leaf_value", leaves);
        if (leaves == 1) {
            return Tree.constant(group, values[0]);
        }
        int[] feature = in.integers("split_feature", leaves - 1);
        Tree tree = new Tree(group, 2 * leaves - 1);
        System.arraycopy(feature, 0, tree.feature, 0, leaves - 1);
        splits(tree);
        double[] counts = in.numbers("leaf_count", leaves);
        for (int leaf = 0; leaf < leaves; leaf++) {
            int node = leaves - 1 + leaf;
            tree.yes[node] = Tree.LEAF;
            tree.value[node] = values[leaf];
            tree.cover[node] = counts[leaf];
        }
        return TreeCheck.checked(tree, features, in.where());
    }

    private void splits(Tree tree) throws FailureException {
        double[] threshold = in.numbers("threshold", leaves - 1);
        int[] decision = in.integers("decision_type", leaves - 1);
        int[] left = in.integers("left_child", leaves - 1);
        int[] right = in.integers("right_child", leaves - 1);
        double[] counts = in.numbers("internal_count", leaves - 1);
        CategorySets sets =
                in.count("num_cat", 0, leaves - 1) > 0 ? categorySets() : new CategorySets(new int[1], new double[0]);
        for (int node = 0; node < leaves - 1; node++) {
            boolean categorical = (decision[node] & CATEGORICAL) != 0;
            int type = (decision[node] >>> 2) & 3;
            missing.see(tree.feature[node], categorical ? LightGbmMissing.NONE : type, in.where());
            tree.yes[node] = node(left[node]);
            tree.no[node] = node(right[node]);
            tree.cover[node] = counts[node];
            if (categorical) {
                tree.categories[node] = sets.take(threshold[node], in.where());
            } else {
                tree.threshold[node] = aroundZero(threshold[node]);
                // Without a missing type, NaN is read as 0.
                tree.missingYes[node] =
                        type == LightGbmMissing.NONE ? 0 <= threshold[node] : (decision[node] & DEFAULT_LEFT) != 0;
            }
        }
    }

    /**
     * LightGBM reads every number this near to 0 as 0; moving a threshold out of that range does the same.
     *
     * @see LightGbmMissing#ZERO_RANGE
     */
    private static double aroundZero(double threshold) {
        if (Math.abs(threshold) > LightGbmMissing.ZERO_RANGE) {
            return threshold;
        }
        return threshold < 0 ? Math.nextDown(-LightGbmMissing.ZERO_RANGE) : LightGbmMissing.ZERO_RANGE;
    }

    /** Where a child stands among splits and leaves together; out of range stays so, for the check to find. */
    private int node(int child) {
        int node = child >= 0 ? child : leaves - 1 + ~child;
        boolean sane = child >= 0 ? child < leaves - 1 : node < 2 * leaves - 1;
        return sane && node >= 0 ? node : Integer.MAX_VALUE;
    }

    private CategorySets categorySets() throws FailureException {
        int count = in.count("num_cat", 1, leaves - 1);
        int[] boundaries = in.integers("cat_boundaries", count + 1);
        double[] words = in.numbers("cat_threshold");
        for (int i = 0; i < count; i++) {
            if (boundaries[i] < 0 || boundaries[i + 1] < boundaries[i] || boundaries[i + 1] > words.length) {
                throw Malformed.damaged(in.where(), "has cat_boundaries beyond its cat_threshold");
            }
        }
        return new CategorySets(boundaries, words);
    }

    /** The sets of categories that go left, as bits of 32-bit words; each belongs to one split. */
    private static final class CategorySets {
        private final int[] boundaries;
        private final double[] words;
        private final BitSet taken = new BitSet();

        CategorySets(int[] boundaries, double[] words) {
            this.boundaries = boundaries;
            this.words = words;
        }

        int[] take(double number, String where) throws FailureException {
            int set = (int) number;
            if (set < 0 || set >= boundaries.length - 1 || taken.get(set)) {
                throw Malformed.damaged(
                        where,
                        "has a categorical split with the set %d of %d, or used before"
                                .formatted(set, boundaries.length - 1));
            }
            taken.set(set);
            long[] bits = Arrays.stream(words, boundaries[set], boundaries[set + 1])
                    .mapToLong(word -> (long) word)
                    .toArray();
            BitSet categories = new BitSet();
            for (int bit = 0; bit < bits.length * 32; bit++) {
                categories.set(bit, ((bits[bit / 32] >>> (bit % 32)) & 1) != 0);
            }
            return categories.stream().toArray();
        }
    }
}

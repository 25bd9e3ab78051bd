package dev.slipway.modelserver.convert;

import dev.slipway.workload.failure.FailureException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** One element of XGBoost's {@code trees}. Rows with a category of a split's list go right, others left. */
final class XgboostTree {
    private static final int CATEGORICAL = 1;
    /** Larger codes are not categories: a float cannot count them (src/common/categorical.h). */
    private static final int MAX_CATEGORY = 1 << 24;

    private final Section in;
    private final int features;
    private final int groups;
    private final int[] left;

    XgboostTree(Section in, int features, int groups) throws FailureException {
        this.in = in;
        this.features = features;
        this.groups = groups;
        this.left = in.integers("left_children");
        if (left.length == 0) {
            throw in.wrong("left_children", "is empty");
        }
    }

    /** One tree, or one per group where leaves are vectors; leaves are multiplied by dart's weight. */
    List<Tree> read(int group, float weight) throws FailureException {
        int vector = in.section("tree_param").has("size_leaf_vector")
                ? in.section("tree_param").count("size_leaf_vector", Integer.MAX_VALUE)
                : 1;
        if (vector > 1 && (vector != groups || !in.has("leaf_weights"))) {
            throw Malformed.unsupported(
                    "trees with %d values a leaf as older XGBoost saves them".formatted(vector),
                    "load it with XGBoost 3.1 or newer and save it again");
        }
        Tree tree = splits(group);
        if (vector > 1) {
            return vectors(tree, vector, weight);
        }
        for (int node = 0; node < left.length; node++) {
            tree.value[node] = tree.isLeaf(node) ? weight * (float) tree.threshold[node] : 0;
        }
        return List.of(checked(tree));
    }

    private Tree splits(int group) throws FailureException {
        int nodes = left.length;
        Tree tree = new Tree(group, nodes);
        int[] right = in.integers("right_children", nodes);
        double[] condition = in.numbers("split_conditions", nodes);
        double[] defaultLeft = in.numbers("default_left", nodes);
        int[] feature = in.integers("split_indices", nodes);
        int[] type = in.has("split_type") ? in.integers("split_type", nodes) : new int[nodes];
        double[] cover = in.numbers("sum_hessian", nodes);
        for (int node = 0; node < nodes; node++) {
            boolean categorical = type[node] == CATEGORICAL;
            boolean leaf = left[node] == Tree.LEAF;
            tree.feature[node] = feature[node];
            tree.threshold[node] = categorical && !leaf ? 0 : (float) condition[node];
            tree.yes[node] = categorical && !leaf ? right[node] : left[node];
            tree.no[node] = categorical ? left[node] : right[node];
            tree.missingYes[node] = (defaultLeft[node] != 0) != categorical;
            tree.cover[node] = cover[node];
        }
        categories(tree, type);
        return tree;
    }

    private void categories(Tree tree, int[] type) throws FailureException {
        if (IntStream.of(type).noneMatch(t -> t == CATEGORICAL)) {
            return;
        }
        int[] nodes = in.integers("categories_nodes");
        int[] starts = in.integers("categories_segments", nodes.length);
        int[] sizes = in.integers("categories_sizes", nodes.length);
        int[] all = in.integers("categories");
        if (IntStream.of(sizes).asLongStream().sum() > all.length) {
            throw in.wrong("categories_sizes", "ask for more than the %d categories there are".formatted(all.length));
        }
        for (int i = 0; i < nodes.length; i++) {
            if (nodes[i] < 0 || nodes[i] >= left.length) {
                throw in.wrong("categories_nodes", "names node %d of %d".formatted(nodes[i], left.length));
            }
            if (starts[i] < 0 || sizes[i] < 0 || (long) starts[i] + sizes[i] > all.length) {
                throw in.wrong("categories_sizes", "reaches beyond the list of categories");
            }
            tree.categories[nodes[i]] = sorted(Arrays.copyOfRange(all, starts[i], starts[i] + sizes[i]));
        }
        for (int node = 0; node < left.length; node++) {
            if (type[node] == CATEGORICAL && !tree.isLeaf(node) && tree.categories[node] == null) {
                throw in.wrong("categories_nodes", "lacks the categorical node " + node);
            }
        }
    }

    private int[] sorted(int[] categories) throws FailureException {
        Arrays.sort(categories);
        if (categories.length > 0 && (categories[0] < 0 || categories[categories.length - 1] >= MAX_CATEGORY)) {
            throw in.wrong("categories", "has a code outside 0 to " + (MAX_CATEGORY - 1));
        }
        return categories;
    }

    /** Vector leaves: since XGBoost 3.1 a leaf's right child is its number in {@code leaf_weights}. */
    private List<Tree> vectors(Tree tree, int vector, float weight) throws FailureException {
        long leaves = IntStream.of(left).filter(child -> child == Tree.LEAF).count();
        if (leaves * vector > Integer.MAX_VALUE) {
            throw in.wrong("leaf_weights", "cannot hold %d leaves of %d values".formatted(leaves, vector));
        }
        double[] weights = in.numbers("leaf_weights", (int) leaves * vector);
        double[][] values = new double[groups][left.length];
        for (int node = 0; node < left.length; node++) {
            if (tree.isLeaf(node)) {
                long start = (long) tree.no[node] * vector;
                if (start < 0 || start + vector > weights.length) {
                    throw in.wrong("leaf_weights", "lacks the leaf of node " + node);
                }
                for (int group = 0; group < groups; group++) {
                    values[group][node] = weight * (float) weights[(int) start + group];
                }
            }
        }
        checked(tree);
        return IntStream.range(0, groups)
                .mapToObj(group -> tree.withValues(group, values[group]))
                .toList();
    }

    private Tree checked(Tree tree) throws FailureException {
        return TreeCheck.checked(tree, features, "The XGBoost model's " + in.path());
    }
}

package dev.slipway.modelserver.convert;

import java.util.List;

/**
 * Trees as the attributes of ai.onnx.ml's TreeEnsemble, version 5. Splits and leaves are numbered apart, across all
 * trees; a tree of one leaf becomes a split whose two children are that leaf.
 */
final class TreeEnsembleNode {
    private static final byte LESS_OR_EQUAL = 0;
    private static final byte LESS = 1;
    private static final byte MEMBER = 6;
    private static final int SUM = 1;

    private final List<Tree> trees;
    private final boolean isDouble;
    private final byte comparison;
    private final int[] feature;
    private final byte[] mode;
    private final double[] threshold;
    private final int[] yes;
    private final int[] yesIsLeaf;
    private final int[] no;
    private final int[] noIsLeaf;
    private final int[] missingYes;
    private final int[] leafGroup;
    private final double[] leafValue;
    private final Doubles members = new Doubles();
    private int splits;
    private int leaves;

    TreeEnsembleNode(List<Tree> trees, boolean isDouble, boolean less) {
        this.trees = trees;
        this.isDouble = isDouble;
        this.comparison = less ? LESS : LESS_OR_EQUAL;
        int size = trees.stream().mapToInt(TreeEnsembleNode::splitsOf).sum();
        int ends = size + trees.size();
        feature = new int[size];
        mode = new byte[size];
        threshold = new double[size];
        yes = new int[size];
        yesIsLeaf = new int[size];
        no = new int[size];
        noIsLeaf = new int[size];
        missingYes = new int[size];
        leafGroup = new int[ends];
        leafValue = new double[ends];
    }

    private static int splitsOf(Tree tree) {
        return Math.max(1, (int) java.util.stream.IntStream.range(0, tree.nodes())
                .filter(node -> !tree.isLeaf(node))
                .count());
    }

    OnnxNode node(int groups) {
        int[] roots = new int[trees.size()];
        for (int i = 0; i < roots.length; i++) {
            roots[i] = splits;
            add(trees.get(i));
        }
        OnnxNode node = new OnnxNode()
                .number("n_targets", groups)
                .number("aggregate_function", SUM)
                .number("post_transform", 0)
                .numbers("tree_roots", roots)
                .numbers("nodes_featureids", used(feature, splits))
                .tensor("nodes_modes", OnnxTensor.bytes("modes", java.util.Arrays.copyOf(mode, splits)))
                .tensor("nodes_splits", reals("splits", threshold, splits))
                .numbers("nodes_truenodeids", used(yes, splits))
                .numbers("nodes_trueleafs", used(yesIsLeaf, splits))
                .numbers("nodes_falsenodeids", used(no, splits))
                .numbers("nodes_falseleafs", used(noIsLeaf, splits))
                .numbers("nodes_missing_value_tracks_true", used(missingYes, splits))
                .numbers("leaf_targetids", used(leafGroup, leaves))
                .tensor("leaf_weights", reals("weights", leafValue, leaves));
        double[] sets = members.toArray();
        return sets.length == 0 ? node : node.tensor("membership_values", reals("members", sets, sets.length));
    }

    private static int[] used(int[] values, int size) {
        return java.util.Arrays.copyOf(values, size);
    }

    private ProtobufWriter reals(String name, double[] values, int size) {
        return OnnxTensor.reals(name, isDouble, java.util.Arrays.copyOf(values, size), size);
    }

    private void add(Tree tree) {
        if (tree.isLeaf(0)) {
            mode[splits] = comparison;
            yes[splits] = leaf(tree, 0);
            no[splits] = leaf(tree, 0);
            yesIsLeaf[splits] = 1;
            noIsLeaf[splits] = 1;
            splits++;
            return;
        }
        // Splits are numbered in order of the walk: parents before children, as the operator's checks expect.
        int[] pending = new int[tree.nodes()];
        int[] parent = new int[tree.nodes()];
        int size = 0;
        pending[size++] = 0;
        parent[0] = -1;
        while (size > 0) {
            int node = pending[--size];
            int number = splits++;
            link(parent[node], number);
            split(tree, node, number);
            size = child(tree, tree.no[node], number, false, pending, parent, size);
            size = child(tree, tree.yes[node], number, true, pending, parent, size);
        }
    }

    /** A parent is kept as {@code 2 * number + (1 for its yes side)}. */
    private void link(int parent, int number) {
        if (parent >= 0) {
            ((parent & 1) == 1 ? yes : no)[parent >> 1] = number;
        }
    }

    private int child(Tree tree, int child, int number, boolean side, int[] pending, int[] parent, int size) {
        if (tree.isLeaf(child)) {
            (side ? yes : no)[number] = leaf(tree, child);
            (side ? yesIsLeaf : noIsLeaf)[number] = 1;
            return size;
        }
        parent[child] = 2 * number + (side ? 1 : 0);
        pending[size] = child;
        return size + 1;
    }

    private int leaf(Tree tree, int node) {
        leafGroup[leaves] = tree.group;
        leafValue[leaves] = tree.value[node];
        return leaves++;
    }

    private void split(Tree tree, int node, int number) {
        feature[number] = tree.feature[node];
        missingYes[number] = tree.missingYes[node] ? 1 : 0;
        int[] categories = tree.categories[node];
        mode[number] = categories == null ? comparison : MEMBER;
        threshold[number] = categories == null ? tree.threshold[node] : 0;
        if (categories != null) {
            for (int category : categories) {
                members.add(category);
            }
            members.add(Double.NaN);
        }
    }
}

package dev.slipway.modelserver.convert;

import dev.slipway.workload.failure.FailureException;

/** Proves that arrays are a tree: every index in range, no node reached twice, not too deep for a recursive reader. */
final class TreeCheck {
    /** ONNX Runtime walks trees by recursion when it loads them. */
    static final int MAX_DEPTH = 1000;

    private TreeCheck() {}

    static Tree checked(Tree tree, int features, String where) throws FailureException {
        int[] depth = new int[tree.nodes()];
        int[] pending = new int[tree.nodes() + 1];
        int size = 1;
        depth[0] = 1;
        while (size > 0) {
            int node = pending[--size];
            if (!tree.isLeaf(node)) {
                split(tree, node, features, where);
                int below = depth[node] + 1;
                pending[size++] = reach(tree.yes[node], below, depth, where);
                pending[size++] = reach(tree.no[node], below, depth, where);
            }
        }
        return tree;
    }

    private static void split(Tree tree, int node, int features, String where) throws FailureException {
        if (tree.feature[node] < 0 || tree.feature[node] >= features) {
            throw Malformed.damaged(
                    where,
                    "node %d splits on feature %d of a model of %d features"
                            .formatted(node, tree.feature[node], features));
        }
        if (Double.isNaN(tree.threshold[node])) {
            throw Malformed.damaged(where, "node %d has no number as its threshold".formatted(node));
        }
    }

    private static int reach(int child, int below, int[] depth, String where) throws FailureException {
        if (child < 0 || child >= depth.length) {
            throw Malformed.damaged(where, "has a child %d among %d nodes".formatted(child, depth.length));
        }
        if (depth[child] != 0) {
            throw Malformed.damaged(where, "reaches node %d twice, so it is no tree".formatted(child));
        }
        if (below > MAX_DEPTH) {
            throw Malformed.damaged(where, "is deeper than %d splits".formatted(MAX_DEPTH));
        }
        depth[child] = below;
        return child;
    }
}

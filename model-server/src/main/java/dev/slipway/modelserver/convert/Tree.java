package dev.slipway.modelserver.convert;

import org.jspecify.annotations.Nullable;

/**
 * One binary tree as arrays indexed by node; node 0 is the root. Both libraries' trees become this one shape: a split
 * sends a row to {@code yes} or {@code no}, and a missing value to {@code yes} where {@code missingYes} says so.
 */
final class Tree {
    /** The {@code yes} of a leaf. */
    static final int LEAF = -1;

    final int group;
    final int[] feature;
    final double[] threshold;
    final int[] yes;
    final int[] no;
    final boolean[] missingYes;
    /** Ascending category codes whose rows go to {@code yes}; null for a numeric split. */
    final int[] @Nullable [] categories;

    final double[] value;
    /** Weight of the training rows that came by: XGBoost's hessian sum, LightGBM's row count. */
    final double[] cover;

    Tree(int group, int nodes) {
        this.group = group;
        this.feature = new int[nodes];
        this.threshold = new double[nodes];
        this.yes = new int[nodes];
        this.no = new int[nodes];
        this.missingYes = new boolean[nodes];
        this.categories = new int[nodes][];
        this.value = new double[nodes];
        this.cover = new double[nodes];
    }

    private Tree(int group, Tree shape, double[] value) {
        this.group = group;
        this.feature = shape.feature;
        this.threshold = shape.threshold;
        this.yes = shape.yes;
        this.no = shape.no;
        this.missingYes = shape.missingYes;
        this.categories = shape.categories;
        this.value = value;
        this.cover = shape.cover;
    }

    /** A tree of one leaf. */
    static Tree constant(int group, double value) {
        Tree tree = new Tree(group, 1);
        tree.yes[0] = LEAF;
        tree.value[0] = value;
        tree.cover[0] = 1;
        return tree;
    }

    /** The same splits with other leaves, for another group. */
    Tree withValues(int otherGroup, double[] values) {
        return new Tree(otherGroup, this, values);
    }

    int nodes() {
        return yes.length;
    }

    boolean isLeaf(int node) {
        return yes[node] == LEAF;
    }
}

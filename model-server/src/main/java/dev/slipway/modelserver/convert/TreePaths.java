package dev.slipway.modelserver.convert;

import java.util.Arrays;

/**
 * The walk of {@link TreeShap} over one tree for one row. A path holds, for each column met on the way down, the share
 * of training rows that goes on when the column is left out ({@code zero}), whether this row does ({@code one}), and the
 * weight of all subsets of each size. Names follow the paper's EXTEND and UNWIND.
 */
final class TreePaths {
    private static final int NO_COLUMN = -1;

    private final Tree tree;
    private final RowReader reader;
    private final double[] row;
    private final double[] result;
    private final int start;
    private final int[] column;
    private final double[] zero;
    private final double[] one;
    private final double[] weight;

    /** Adds to {@code result} from {@code start} on. */
    TreePaths(Tree tree, RowReader reader, double[] row, double[] result, int start) {
        this.tree = tree;
        this.reader = reader;
        this.row = row;
        this.result = result;
        this.start = start;
        int depth = Arrays.stream(depths(tree)).max().orElse(0) + 2;
        int size = (depth * (depth + 1)) / 2;
        this.column = new int[size];
        this.zero = new double[size];
        this.one = new double[size];
        this.weight = new double[size];
    }

    /** The mean of the leaves over the training rows. */
    static double expected(Tree tree) {
        double sum = 0;
        double rows = 0;
        for (int node : reachable(tree)) {
            if (tree.isLeaf(node)) {
                sum += tree.cover[node] * tree.value[node];
                rows += tree.cover[node];
            }
        }
        return rows == 0 ? 0 : sum / rows;
    }

    /** The sum of depth squared over the leaves. */
    static long cost(Tree tree) {
        int[] depth = depths(tree);
        long cost = 0;
        for (int node : reachable(tree)) {
            cost += tree.isLeaf(node) ? (long) depth[node] * depth[node] : 0;
        }
        return cost;
    }

    void walk() {
        walk(0, 0, 0, 1, 1, NO_COLUMN);
    }

    /** {@code from} is where the path of the parent starts; each level works on a copy behind it. */
    private void walk(int node, int from, int length, double zeroShare, double oneShare, int splitColumn) {
        int at = from + length;
        System.arraycopy(column, from, column, at, length);
        System.arraycopy(zero, from, zero, at, length);
        System.arraycopy(one, from, one, at, length);
        System.arraycopy(weight, from, weight, at, length);
        extend(at, length, zeroShare, oneShare, splitColumn);
        if (tree.isLeaf(node)) {
            leaf(at, length, tree.value[node]);
            return;
        }
        int hot = reader.next(tree, node, row);
        int cold = hot == tree.yes[node] ? tree.no[node] : tree.yes[node];
        int split = tree.feature[node];
        double zeroBefore = 1;
        double oneBefore = 1;
        int kept = length;
        for (int i = 1; i <= length; i++) {
            if (column[at + i] == split) {
                zeroBefore = zero[at + i];
                oneBefore = one[at + i];
                unwind(at, length, i);
                kept = length - 1;
                break;
            }
        }
        walk(hot, at, kept + 1, zeroBefore * share(hot, node), oneBefore, split);
        walk(cold, at, kept + 1, zeroBefore * share(cold, node), 0, split);
    }

    private double share(int child, int node) {
        return tree.cover[node] == 0 ? 0 : tree.cover[child] / tree.cover[node];
    }

    private void leaf(int at, int length, double value) {
        for (int i = 1; i <= length; i++) {
            double sum = unwoundSum(at, length, i);
            result[start + column[at + i]] += sum * (one[at + i] - zero[at + i]) * value;
        }
    }

    private void extend(int at, int length, double zeroShare, double oneShare, int splitColumn) {
        column[at + length] = splitColumn;
        zero[at + length] = zeroShare;
        one[at + length] = oneShare;
        weight[at + length] = length == 0 ? 1 : 0;
        for (int i = length - 1; i >= 0; i--) {
            weight[at + i + 1] += oneShare * weight[at + i] * (i + 1) / (length + 1);
            weight[at + i] = zeroShare * weight[at + i] * (length - i) / (length + 1);
        }
    }

    private void unwind(int at, int length, int index) {
        double next = weight[at + length];
        for (int i = length - 1; i >= 0; i--) {
            if (one[at + index] != 0) {
                double before = weight[at + i];
                weight[at + i] = next * (length + 1) / ((i + 1) * one[at + index]);
                next = before - weight[at + i] * zero[at + index] * (length - i) / (length + 1);
            } else {
                weight[at + i] = weight[at + i] * (length + 1) / (zero[at + index] * (length - i));
            }
        }
        for (int i = index; i < length; i++) {
            column[at + i] = column[at + i + 1];
            zero[at + i] = zero[at + i + 1];
            one[at + i] = one[at + i + 1];
        }
    }

    private double unwoundSum(int at, int length, int index) {
        double next = weight[at + length];
        double total = 0;
        for (int i = length - 1; i >= 0; i--) {
            if (one[at + index] != 0) {
                double removed = next * (length + 1) / ((i + 1) * one[at + index]);
                total += removed;
                next = weight[at + i] - removed * zero[at + index] * (length - i) / (length + 1);
            } else if (zero[at + index] != 0) {
                total += weight[at + i] * (length + 1) / (zero[at + index] * (length - i));
            }
        }
        return total;
    }

    private static int[] depths(Tree tree) {
        int[] depth = new int[tree.nodes()];
        for (int node : reachable(tree)) {
            if (!tree.isLeaf(node)) {
                depth[tree.yes[node]] = depth[node] + 1;
                depth[tree.no[node]] = depth[node] + 1;
            }
        }
        return depth;
    }

    /** Nodes from the root on, parents first. */
    private static int[] reachable(Tree tree) {
        int[] nodes = new int[tree.nodes()];
        int size = 1;
        for (int i = 0; i < size; i++) {
            if (!tree.isLeaf(nodes[i])) {
                nodes[size++] = tree.yes[nodes[i]];
                nodes[size++] = tree.no[nodes[i]];
            }
        }
        return Arrays.copyOf(nodes, size);
    }
}

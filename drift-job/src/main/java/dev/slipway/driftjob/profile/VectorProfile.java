package dev.slipway.driftjob.profile;

import java.util.Arrays;

/**
 * Sums of the random Fourier features of rows. A row's block is a hash of its values: so blocks of any two data sets merge
 * exactly, in any order, and the scatter between blocks tells how far chance alone moves the mean.
 */
public final class VectorProfile implements ColumnProfile {
    public static final int BLOCKS = 32;
    /** Units in which features, which are at most 1, are summed: room for 2^31 rows a block. */
    public static final double UNITS = 0x1p32;

    private final FourierBasis basis;
    private final long[][] sums;
    private final long[] counts = new long[BLOCKS];
    long nulls;
    long invalid;

    public VectorProfile(FourierBasis basis) {
        this.basis = basis;
        this.sums = new long[BLOCKS][basis.features()];
    }

    /** Adds a row; one of another width, or with a value that is no finite number, counts as invalid. */
    public void add(double[] row) {
        if (row.length != basis.width() || !finite(row)) {
            invalid++;
            return;
        }
        int block = block(row);
        counts[block]++;
        basis.addTo(sums[block], row);
    }

    static boolean finite(double[] row) {
        for (double value : row) {
            if (!(Math.abs(value) <= Double.MAX_VALUE)) {
                return false;
            }
        }
        return true;
    }

    private static int block(double[] row) {
        long hash = 0;
        for (double value : row) {
            hash = (hash ^ Double.doubleToRawLongBits(value)) * 0x9E37_79B9_7F4A_7C15L;
            hash ^= hash >>> 29;
        }
        return (int) (hash >>> 59);
    }

    void put(int block, long count, long[] values) {
        counts[block] = count;
        System.arraycopy(values, 0, sums[block], 0, values.length);
    }

    public FourierBasis basis() {
        return basis;
    }

    public long count(int block) {
        return counts[block];
    }

    long sum(int block, int feature) {
        return sums[block][feature];
    }

    /** Sums of a block's features, each from -count to count. */
    public double[] sums(int block) {
        return Arrays.stream(sums[block]).mapToDouble(s -> s / UNITS).toArray();
    }

    /** Rows in the sums. */
    public long values() {
        return Arrays.stream(counts).sum();
    }

    @Override
    public ColumnKind kind() {
        return ColumnKind.VECTOR;
    }

    @Override
    public long rows() {
        return values() + nulls + invalid;
    }

    @Override
    public long nulls() {
        return nulls;
    }

    @Override
    public long invalid() {
        return invalid;
    }

    @Override
    public void addNull() {
        nulls++;
    }

    @Override
    public void addInvalid() {
        invalid++;
    }

    @Override
    public VectorProfile emptyLike() {
        return new VectorProfile(basis);
    }

    @Override
    public void merge(ColumnProfile other) {
        if (!(other instanceof VectorProfile that) || !that.basis.equals(basis)) {
            throw new IllegalArgumentException(
                    "the profiles were made with different features: make both from one reference");
        }
        for (int b = 0; b < BLOCKS; b++) {
            counts[b] += that.counts[b];
            for (int r = 0; r < sums[b].length; r++) {
                sums[b][r] += that.sums[b][r];
            }
        }
        nulls += that.nulls;
        invalid += that.invalid;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VectorProfile that
                && basis.equals(that.basis)
                && Arrays.equals(counts, that.counts)
                && Arrays.deepEquals(sums, that.sums)
                && nulls == that.nulls
                && invalid == that.invalid;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(counts);
    }
}

package dev.slipway.driftjob.profile;

/**
 * Mean and variance about a frozen centre: sums of (x - c) and (x - c)^2, each exact over its once rounded terms, so that
 * order and merging change nothing.
 */
public final class Moments {
    private static final double LARGEST = Math.sqrt(Double.MAX_VALUE) / 2;

    private final double centre;
    private final ExactSum first;
    private final ExactSum second;
    private long count;
    private long beyond;

    public Moments(double centre) {
        this(centre, new ExactSum(), new ExactSum(), 0, 0);
    }

    Moments(double centre, ExactSum first, ExactSum second, long count, long beyond) {
        this.centre = centre;
        this.first = first;
        this.second = second;
        this.count = count;
        this.beyond = beyond;
    }

    void add(double value) {
        double offset = value - centre;
        if (Math.abs(offset) > LARGEST) {
            beyond++;
            return;
        }
        count++;
        first.add(offset);
        second.add(offset * offset);
    }

    /** Adds a block of values of which none is too far from the centre for its square; see {@link #near}. */
    void addAll(double[] values, int from, int to, BlockSums scratch) {
        count += to - from;
        for (int start = from; start < to; start += BlockSums.MOST) {
            scratch.add(values, start, Math.min(to, start + BlockSums.MOST), centre, first, second);
        }
    }

    /** Whether all values between these have a square. */
    boolean near(double least, double greatest) {
        return Math.abs(least - centre) <= LARGEST && Math.abs(greatest - centre) <= LARGEST;
    }

    void merge(Moments other) {
        if (other.centre != centre) {
            throw new IllegalArgumentException("moments about different centres cannot be merged");
        }
        first.add(other.first);
        second.add(other.second);
        count += other.count;
        beyond += other.beyond;
    }

    public double centre() {
        return centre;
    }

    /** Values in the moments. */
    public long count() {
        return count;
    }

    /** Values whose square is no double; they are in no moment. */
    public long beyond() {
        return beyond;
    }

    /** NaN without values. */
    public double mean() {
        return centre + first.value() / count;
    }

    /** Population variance, divided by n. */
    public double variance() {
        double offset = first.value() / count;
        return Math.max(0, second.value() / count - offset * offset);
    }

    public double deviation() {
        return Math.sqrt(variance());
    }

    ExactSum first() {
        return first;
    }

    ExactSum second() {
        return second;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Moments that
                && centre == that.centre
                && count == that.count
                && beyond == that.beyond
                && first.equals(that.first)
                && second.equals(that.second);
    }

    @Override
    public int hashCode() {
        return Double.hashCode(centre) + Long.hashCode(count);
    }
}

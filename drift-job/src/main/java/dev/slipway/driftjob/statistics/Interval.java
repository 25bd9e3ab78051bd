package dev.slipway.driftjob.statistics;

/** Bounds of a number: it lies between both, ends included. */
public record Interval(double low, double high) {
    public static Interval of(double exact) {
        return new Interval(exact, exact);
    }

    public boolean contains(double value) {
        return low <= value && value <= high;
    }

    public double width() {
        return high - low;
    }

    public double middle() {
        return (low + high) / 2;
    }

    public Interval over(double divisor) {
        return new Interval(low / divisor, high / divisor);
    }
}

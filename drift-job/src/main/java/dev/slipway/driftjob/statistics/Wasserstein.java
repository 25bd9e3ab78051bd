package dev.slipway.driftjob.statistics;

/** Wasserstein distance of order 1 of two samples: the area between their distribution functions. */
public final class Wasserstein {
    /** Least divisor of the distance, as Evidently's. */
    public static final double LEAST_DEVIATION = 0.001;

    private Wasserstein() {}

    /** The distance in deviations of the reference. Both sorted, finite, not empty. */
    public static double normed(double[] reference, double[] current) {
        double mean = 0;
        for (double value : reference) {
            mean += value / reference.length;
        }
        double squares = 0;
        for (double value : reference) {
            squares += (value - mean) * (value - mean);
        }
        return distance(reference, current) / Math.max(LEAST_DEVIATION, Math.sqrt(squares / reference.length));
    }

    /** Both sorted, finite, not empty. */
    public static double distance(double[] x, double[] y) {
        double n = x.length;
        double m = y.length;
        int i = 0;
        int j = 0;
        double last = Math.min(x[0], y[0]);
        double sum = 0;
        double lost = 0;
        while (i < x.length || j < y.length) {
            double value = j == y.length || (i < x.length && x[i] <= y[j]) ? x[i] : y[j];
            double area = Math.abs(i / n - j / m) * (value - last) - lost;
            double next = sum + area;
            lost = (next - sum) - area;
            sum = next;
            last = value;
            while (i < x.length && x[i] == value) {
                i++;
            }
            while (j < y.length && y[j] == value) {
                j++;
            }
        }
        return sum;
    }
}

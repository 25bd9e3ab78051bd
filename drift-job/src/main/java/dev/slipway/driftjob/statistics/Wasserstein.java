package dev.slipway.driftjob.statistics;

/** Wasserstein distance of order 1 of two samples: the area between their distribution functions. */
public final class Wasserstein {
    private Wasserstein() {}

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

package dev.slipway.driftjob.statistics;

/** Test of homogeneity of two rows of counts, with Yates's correction at one degree of freedom, as SciPy's. */
public final class ChiSquared {
    /** Expected counts below this make the approximation poor; such levels are pooled. */
    public static final double LEAST_EXPECTED = 5;

    private ChiSquared() {}

    /**
     * @param cramersV effect size from 0 to 1, of the statistic without correction
     */
    public record Result(double statistic, int degrees, double pValue, double cramersV) {}

    /** Levels that neither side has are left out. Fewer than two levels: no difference is possible, p is 1. */
    public static Result test(double[] x, double[] y) {
        double n = sum(x);
        double m = sum(y);
        int levels = 0;
        for (int i = 0; i < x.length; i++) {
            levels += x[i] + y[i] > 0 ? 1 : 0;
        }
        if (levels < 2 || n == 0 || m == 0) {
            return new Result(0, 0, 1, 0);
        }
        double corrected = statistic(x, y, n, m, levels == 2);
        double plain = levels == 2 ? statistic(x, y, n, m, false) : corrected;
        return new Result(
                corrected, levels - 1, Gamma.chiSquaredTail(corrected, levels - 1), Math.sqrt(plain / (n + m)));
    }

    /**
     * Pearson's goodness of fit of the current counts to the reference's shares, which are taken to be exact, as Evidently
     * tests: a level that only the current side has makes the p-value 0. One level: no difference is possible, p is 1.
     */
    public static double fitPValue(double[] reference, double[] current) {
        double scale = sum(current) / sum(reference);
        double statistic = 0;
        int levels = 0;
        for (int i = 0; i < reference.length; i++) {
            if (reference[i] + current[i] > 0) {
                double expected = scale * reference[i];
                statistic += (current[i] - expected) * (current[i] - expected) / expected;
                levels++;
            }
        }
        return levels < 2 ? 1 : Gamma.chiSquaredTail(statistic, levels - 1);
    }

    private static double statistic(double[] x, double[] y, double n, double m, boolean yates) {
        double statistic = 0;
        for (int i = 0; i < x.length; i++) {
            double column = x[i] + y[i];
            if (column > 0) {
                statistic += cell(x[i], n * column / (n + m), yates) + cell(y[i], m * column / (n + m), yates);
            }
        }
        return statistic;
    }

    private static double cell(double observed, double expected, boolean yates) {
        double difference = Math.abs(observed - expected);
        if (yates) {
            difference -= Math.min(0.5, difference);
        }
        return difference * difference / expected;
    }

    /**
     * Both rows with all levels of which either side expects fewer than {@value #LEAST_EXPECTED} added up in a last one.
     * A level that only the current side has is not pooled when it is large: it is a finding of its own.
     */
    public static double[][] pooled(double[] x, double[] y) {
        double n = sum(x);
        double m = sum(y);
        double share = Math.min(n, m) / (n + m);
        int kept = 0;
        double[] px = new double[x.length + 1];
        double[] py = new double[x.length + 1];
        double otherX = 0;
        double otherY = 0;
        for (int i = 0; i < x.length; i++) {
            if ((x[i] + y[i]) * share < LEAST_EXPECTED) {
                otherX += x[i];
                otherY += y[i];
            } else {
                px[kept] = x[i];
                py[kept++] = y[i];
            }
        }
        px[kept] = otherX;
        py[kept] = otherY;
        return new double[][] {px, py};
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }
}

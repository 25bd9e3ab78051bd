package dev.slipway.driftjob.statistics;

/**
 * Two-sample Kolmogorov-Smirnov test with the conventions of SciPy's {@code ks_2samp(method="auto")}: exact up to 10,000
 * values on the larger side, else the law of the one-sample statistic at n m / (n + m) values.
 */
public final class KolmogorovSmirnov {
    private static final int EXACT_TO = 10_000;

    private KolmogorovSmirnov() {}

    /** Distance of the distribution functions and the probability of one as large without drift. */
    public record Result(double statistic, double pValue) {}

    /** Both sorted, finite, not empty. */
    public static Result test(double[] x, double[] y) {
        return test(distance(x, y), x.length, y.length);
    }

    /** The test for a distance that is known. */
    public static Result test(double distance, long n, long m) {
        if (Math.max(n, m) <= EXACT_TO) {
            long divisor = gcd(n, m);
            long multiple = n / divisor * m;
            if ((double) n / divisor < Integer.MAX_VALUE / ((double) m / divisor)) {
                long steps = (long) Math.rint(distance * multiple);
                double exact = TwoSampleExact.tail((int) n, (int) m, (int) divisor, steps);
                double rounded = (double) steps / multiple;
                boolean sound = exact >= 0 && exact <= 1;
                return new Result(rounded, sound ? exact : asymptotic(rounded, n, m));
            }
        }
        return new Result(distance, asymptotic(distance, n, m));
    }

    /** Probability of at least this distance; the test's p-value without its rounding of the distance. */
    public static double tail(double distance, long n, long m) {
        return test(Math.clamp(distance, 0.0, 1.0), n, m).pValue();
    }

    private static double asymptotic(double distance, long n, long m) {
        double larger = Math.max(n, m);
        double smaller = Math.min(n, m);
        return Math.clamp(
                KolmogorovDistribution.tail(Math.rint(larger * smaller / (larger + smaller)), distance), 0.0, 1.0);
    }

    /** Greatest difference of the two empirical distribution functions; both sorted. */
    public static double distance(double[] x, double[] y) {
        double n = x.length;
        double m = y.length;
        int i = 0;
        int j = 0;
        double up = 0;
        double down = 0;
        while (i < x.length && j < y.length) {
            double value = Math.min(x[i], y[j]);
            while (i < x.length && x[i] <= value) {
                i++;
            }
            while (j < y.length && y[j] <= value) {
                j++;
            }
            double difference = i / n - j / m;
            up = Math.max(up, difference);
            down = Math.min(down, difference);
        }
        return Math.max(up, -down);
    }

    static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}

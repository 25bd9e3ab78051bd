package dev.slipway.driftjob.statistics;

/** Distances of two distributions over the same bins. Counts are of any scale; both sides are normalised. */
public final class BinDistances {
    private BinDistances() {}

    /** Shares of the bins with Jeffreys' smoothing, (c + 1/2) / (n + B/2): no bin is empty. */
    public static double[] smoothed(double[] counts) {
        double total = counts.length / 2.0;
        for (double count : counts) {
            total += count;
        }
        double[] shares = new double[counts.length];
        for (int i = 0; i < counts.length; i++) {
            shares[i] = (counts[i] + 0.5) / total;
        }
        return shares;
    }

    public static double[] normalised(double[] counts) {
        double total = 0;
        for (double count : counts) {
            total += count;
        }
        double[] shares = new double[counts.length];
        for (int i = 0; i < counts.length; i++) {
            shares[i] = counts[i] / total;
        }
        return shares;
    }

    /** Population stability index: sum of (p - q) ln(p / q); infinite where one side alone is empty. */
    public static double psi(double[] p, double[] q) {
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            if (p[i] != q[i]) {
                sum += (p[i] - q[i]) * Math.log(p[i] / q[i]);
            }
        }
        return sum;
    }

    /** Kullback-Leibler divergence of q from p, in nats. */
    public static double kullbackLeibler(double[] p, double[] q) {
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            if (p[i] > 0) {
                sum += p[i] * Math.log(p[i] / q[i]);
            }
        }
        return sum;
    }

    /**
     * Jensen-Shannon distance with natural logarithms, as SciPy's; at most sqrt(ln 2). The logarithms are those of 1 plus the
     * relative difference: a root is taken of their sum, so that the rounding of p / m would be half of a small distance's digits.
     */
    public static double jensenShannon(double[] p, double[] q) {
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            double difference = (p[i] - q[i]) / (p[i] + q[i]);
            sum += p[i] > 0 ? p[i] * Math.log1p(difference) : 0;
            sum += q[i] > 0 ? q[i] * Math.log1p(-difference) : 0;
        }
        return Math.sqrt(Math.max(0, sum / 2));
    }

    /** The root of half the sum of (sqrt p - sqrt q)^2: sqrt(1 - sum of sqrt(p q)) has no digits below 1e-8. */
    public static double hellinger(double[] p, double[] q) {
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            double difference = Math.sqrt(p[i]) - Math.sqrt(q[i]);
            sum += difference * difference;
        }
        return Math.sqrt(sum / 2);
    }

    /** Half the sum of |p - q|: the share of rows that would have to change. */
    public static double totalVariation(double[] p, double[] q) {
        double sum = 0;
        for (int i = 0; i < p.length; i++) {
            sum += Math.abs(p[i] - q[i]);
        }
        return sum / 2;
    }

    public static double largestDifference(double[] p, double[] q) {
        double largest = 0;
        for (int i = 0; i < p.length; i++) {
            largest = Math.max(largest, Math.abs(p[i] - q[i]));
        }
        return largest;
    }
}

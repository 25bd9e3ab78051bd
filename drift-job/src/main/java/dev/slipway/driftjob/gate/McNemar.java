package dev.slipway.driftjob.gate;

import dev.slipway.driftjob.statistics.Normal;

/**
 * Test of two classifiers on the same rows (McNemar 1947), from the rows that only one of them gets right: exact binomial
 * below {@value #EXACT_BELOW} such rows, else with continuity correction; as statsmodels.
 */
public final class McNemar {
    static final int EXACT_BELOW = 25;

    private McNemar() {}

    /**
     * @param championOnly rows that the champion alone gets right
     * @param candidateOnly rows that the candidate alone gets right
     */
    public record Result(long championOnly, long candidateOnly, double statistic, double pValue) {}

    public static Result test(double[] champion, double[] candidate, double[] labels) {
        long b = 0;
        long c = 0;
        for (int i = 0; i < labels.length; i++) {
            boolean one = champion[i] == labels[i];
            boolean other = candidate[i] == labels[i];
            b += one && !other ? 1 : 0;
            c += other && !one ? 1 : 0;
        }
        return test(b, c);
    }

    /** The test for counts that are known. */
    public static Result test(long b, long c) {
        long n = b + c;
        if (n == 0) {
            return new Result(0, 0, 0, 1);
        }
        if (n < EXACT_BELOW) {
            double sum = 0;
            double term = Math.pow(0.5, (double) n);
            for (long k = 0; k <= Math.min(b, c); k++) {
                sum += term;
                term *= (double) (n - k) / (k + 1);
            }
            return new Result(b, c, Math.min(b, c), Math.min(1, 2 * sum));
        }
        double difference = (double) Math.abs(b - c) - 1;
        double statistic = difference * difference / n;
        return new Result(b, c, statistic, 2 * Normal.upper(Math.sqrt(statistic)));
    }
}

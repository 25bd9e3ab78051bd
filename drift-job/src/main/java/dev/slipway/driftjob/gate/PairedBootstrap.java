package dev.slipway.driftjob.gate;

import dev.slipway.driftjob.concept.Metric;
import dev.slipway.driftjob.statistics.Normal;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Paired bootstrap of the difference of a metric (Efron, Tibshirani 1993): both models are measured on the same drawn rows,
 * or blocks of rows, so that what they have in common cancels. Differences are benefits: positive where the candidate is
 * better, of losses too.
 */
public final class PairedBootstrap {
    private PairedBootstrap() {}

    /**
     * @param benefit of the candidate over the champion on all rows; NaN where the metric is not defined
     * @param draws of it, sorted; those on which the metric is not defined are left out
     */
    @SuppressWarnings("ArrayRecordComponent") // thousands of numbers, never changed
    public record Result(double champion, double candidate, double benefit, double[] draws) {
        /** The benefit that is exceeded in so large a share of the draws. */
        public double quantile(double share) {
            if (draws.length == 0) {
                return Double.NaN;
            }
            double at = share * (draws.length - 1);
            int low = (int) at;
            int high = Math.min(draws.length - 1, low + 1);
            return draws[low] + (at - low) * (draws[high] - draws[low]);
        }

        /**
         * How likely a candidate that is not worse looks like this: the share of draws in which it is not, with the observed
         * one counted in. Where no draw is one, the normal law tells how far out it is: a share has no smaller value than one
         * by the number of draws, which no correction for many segments would leave small.
         */
        public double notWorse() {
            long count = Arrays.stream(draws).filter(d -> d >= 0).count();
            double share = (count + 1.0) / (draws.length + 1.0);
            return count > 0 || draws.length == 0 ? share : Math.min(share, tail());
        }

        private double tail() {
            double mean = Arrays.stream(draws).average().orElse(0);
            double variance = Arrays.stream(draws)
                    .map(d -> (d - mean) * (d - mean))
                    .average()
                    .orElse(0);
            return variance > 0 ? Normal.upper(-benefit / Math.sqrt(variance)) : 0;
        }
    }

    /**
     * @param blocks number of the block of each row, from 0 without gaps; rows of a block are drawn together
     */
    public static Result of(
            Metric metric,
            Answered champion,
            Answered candidate,
            double[] labels,
            int[] blocks,
            int resamples,
            long seed) {
        WeightedMetric old = WeightedMetric.of(metric, champion, labels);
        WeightedMetric fresh = WeightedMetric.of(metric, candidate, labels);
        int[] ones = new int[labels.length];
        Arrays.fill(ones, 1);
        double before = old.value(ones);
        double after = fresh.value(ones);
        int count = Arrays.stream(blocks).max().orElse(-1) + 1;
        boolean single = count == labels.length;
        SplittableRandom random = new SplittableRandom(seed);
        int[] drawn = new int[count];
        int[] weights = single ? drawn : new int[labels.length];
        double[] draws = new double[resamples];
        int size = 0;
        for (int r = 0; r < resamples; r++) {
            Arrays.fill(drawn, 0);
            for (int i = 0; i < count; i++) {
                drawn[random.nextInt(count)]++;
            }
            for (int i = 0; !single && i < weights.length; i++) {
                weights[i] = drawn[blocks[i]];
            }
            double benefit = metric.loss(old.value(weights), fresh.value(weights));
            if (Double.isFinite(benefit)) {
                draws[size++] = benefit;
            }
        }
        double[] kept = Arrays.copyOf(draws, size);
        Arrays.sort(kept);
        return new Result(before, after, metric.loss(before, after), kept);
    }
}

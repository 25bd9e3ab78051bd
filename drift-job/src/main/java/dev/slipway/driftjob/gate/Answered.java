package dev.slipway.driftjob.gate;

import java.util.Arrays;

/**
 * What one model answered to rows.
 *
 * @param scores probability of class 1, or the predicted number; NaN where the model names classes only
 * @param classes predicted class, in the codes of the labels; NaN for numbers
 */
@SuppressWarnings("ArrayRecordComponent") // thousands of numbers, never changed
public record Answered(double[] scores, double[] classes) {
    /** Whether every row has a score. */
    public boolean scored() {
        return Arrays.stream(scores).allMatch(Double::isFinite);
    }

    public Answered rows(int[] rows) {
        return new Answered(
                Arrays.stream(rows).mapToDouble(r -> scores[r]).toArray(),
                Arrays.stream(rows).mapToDouble(r -> classes[r]).toArray());
    }
}

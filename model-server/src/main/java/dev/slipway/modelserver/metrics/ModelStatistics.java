package dev.slipway.modelserver.metrics;

import java.util.List;

/**
 * The counters of a model as Triton's statistics extension tells them, at one moment.
 *
 * @param lastInferenceMillis when the model ran last, since 1970; 0 for never
 * @param inferenceCount rows
 * @param executionCount runs
 * @param success requests answered with a prediction, with their whole time
 * @param fail requests answered with an error
 * @param queue waiting for a worker
 * @param computeInput reading requests
 * @param computeInfer in the model
 * @param computeOutput writing answers
 * @param cacheHit requests that got the answer of an equal one, and finding it
 * @param cacheMiss requests that met no equal one, looking for it and keeping their answers
 * @param batches runs by their rows, of up to {@value BatchCounts#LARGEST} rows, smallest first
 */
public record ModelStatistics(
        long lastInferenceMillis,
        long inferenceCount,
        long executionCount,
        Duration success,
        Duration fail,
        Duration queue,
        Duration computeInput,
        Duration computeInfer,
        Duration computeOutput,
        Duration cacheHit,
        Duration cacheMiss,
        List<Batch> batches) {

    /**
     * How often and how long altogether.
     *
     * @param count times
     * @param nanos nanoseconds
     */
    public record Duration(long count, long nanos) {}

    /**
     * The runs of one size.
     *
     * @param rows in each run
     * @param infer in the model
     */
    public record Batch(int rows, Duration infer) {}
}

package dev.slipway.modelserver.metrics;

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
        Duration computeOutput) {

    /**
     * How often and how long altogether.
     *
     * @param count times
     * @param nanos nanoseconds
     */
    public record Duration(long count, long nanos) {}
}

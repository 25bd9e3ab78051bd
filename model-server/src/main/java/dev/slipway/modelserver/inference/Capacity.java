package dev.slipway.modelserver.inference;

/**
 * What this server can do, as its warm-up measured it: runs of the model alone, without HTTP and JSON.
 *
 * @param requestsPerSecond requests of one row on all workers
 * @param bestBatch rows of a run with which that is reached
 * @param p50Micros time of a run of one row
 */
public record Capacity(int requestsPerSecond, int bestBatch, int p50Micros) {
    private static final double NANOS_PER_SECOND = 1e9;

    /** Of so many workers that follow a plan. */
    static Capacity of(BatchPlan plan, int workers) {
        int rows = plan.curve().cheapestSize(plan.maxRows());
        double perSecond = workers * NANOS_PER_SECOND * rows / plan.curve().nanos(rows);
        return new Capacity(whole(perSecond), rows, whole(plan.curve().nanos(1) / 1_000.0));
    }

    private static int whole(double value) {
        return Math.clamp(Math.round(value), 1, Integer.MAX_VALUE);
    }

    /** One JSON object. */
    public String json() {
        return "{\"requestsPerSecond\":%d,\"bestBatch\":%d,\"p50Micros\":%d}"
                .formatted(requestsPerSecond, bestBatch, p50Micros);
    }
}

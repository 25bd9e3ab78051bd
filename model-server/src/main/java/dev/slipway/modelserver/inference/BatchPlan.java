package dev.slipway.modelserver.inference;

import dev.slipway.modelserver.config.ServingConfig.Mode;
import dev.slipway.workload.json.JsonText;

/**
 * Whether and how requests share a run.
 *
 * @param mode how the size is chosen; {@code Off} where it may not
 * @param maxRows most rows of a run
 * @param maxDelayNanos how long a request waits for others ({@code Fixed})
 * @param curve what runs cost
 * @param reason why it is so, for people
 */
public record BatchPlan(Mode mode, int maxRows, long maxDelayNanos, CostCurve curve, String reason) {
    /** Handing a request to a worker and its answer back costs about this much; a smaller gain is none. */
    private static final double HAND_OVER_NANOS = 50_000;

    /** Copying a row into a shared run and its answer out of it costs about this much. */
    private static final double SHARING_NANOS = 2_000;

    /** One request a run. */
    public static BatchPlan off(CostCurve curve, String reason) {
        return new BatchPlan(Mode.Off, 1, 0, curve, reason);
    }

    /** Whether requests wait in line even where the model is short enough for the event loop. */
    boolean worthTheLine() {
        return switch (mode) {
            case Off -> false;
            case Fixed -> true;
            case Auto -> saving() > HAND_OVER_NANOS;
        };
    }

    /** Whether requests that an event loop has read at once share runs on it. */
    boolean worthATurn() {
        return mode == Mode.Auto && saving() > SHARING_NANOS;
    }

    private double saving() {
        return curve.nanos(1) - curve.cheapestPerRow();
    }

    /** How many of the waiting rows a free worker takes; 0: it waits for more. */
    int rowsToTake(int waiting, long oldestWaitNanos, int freeWorkers) {
        int most = Math.min(waiting, maxRows);
        return switch (mode) {
            case Off -> 1;
            case Fixed -> waiting >= maxRows || oldestWaitNanos >= maxDelayNanos ? most : 0;
            case Auto -> Math.min(most, curve.rowsToTake(waiting, freeWorkers));
        };
    }

    /** For {@code /status}. */
    public String json() {
        return "{\"mode\":\"" + mode + "\",\"maxRows\":" + maxRows + ",\"reason\":" + JsonText.quote(reason)
                + ",\"cost\":" + curve.json() + "}";
    }
}

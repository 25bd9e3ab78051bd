package dev.slipway.modelserver.predictionlog;

import java.util.List;

/**
 * Which of the columns beside the features are written as null. The request's id and time are not among them: they tell
 * rows apart and say which day they belong to.
 */
record FixedMask(boolean revision, boolean arm, boolean entity, boolean prediction, boolean score, boolean latency) {
    /** The columns that can be masked. */
    static final List<String> COLUMNS = List.of("revision", "arm", "entity", "prediction", "score", "latency_us");

    static FixedMask of(List<String> mask) {
        return new FixedMask(
                mask.contains("revision"),
                mask.contains("arm"),
                mask.contains("entity"),
                mask.contains("prediction"),
                mask.contains("score"),
                mask.contains("latency_us"));
    }
}

package dev.slipway.driftjob.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How well the model does.
 *
 * @param window in which labels arrived; absent: all of them
 * @param measured by labels that arrived in the window
 * @param estimated without labels
 * @param detectors the strongest signal of each in this run: None, Warning or Drift
 * @param degraded whether it is surely worse than allowed
 * @param reasons why it counts as degraded, and what could not be told, as sentences
 */
public record PerformanceFinding(
        Optional<Report.Period> window,
        Optional<Value> measured,
        Optional<Value> estimated,
        long labels,
        Map<String, String> detectors,
        boolean degraded,
        List<String> reasons) {
    /**
     * One metric.
     *
     * @param deviation of the value by chance
     * @param reference NaN where it is not known
     * @param floor worst that is accepted; NaN where none is set
     * @param minDrop smallest loss against the reference that counts; NaN where none is set
     * @param rows it was computed from
     */
    public record Value(
            String metric, double value, double deviation, double reference, double floor, double minDrop, long rows) {}
}

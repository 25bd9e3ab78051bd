package dev.slipway.operator.status;

/** Types of conditions, in the spelling of the API. The order in which a kind judges them is the kind's own. */
public enum ConditionType {
    ACCEPTED("Accepted"),
    ARTIFACT_READY("ArtifactReady"),
    CAPACITY_READY("CapacityReady"),
    AVAILABLE("Available"),
    ROLLED_OUT("RolledOut"),
    SCALING_ACTIVE("ScalingActive"),
    SOURCE_REACHABLE("SourceReachable"),
    MATERIALIZED("Materialized"),
    VALIDATION_PASSED("ValidationPassed"),
    FRESH("Fresh"),
    RESOLVED_REFS("ResolvedRefs"),
    PROGRAMMED("Programmed"),
    BACKENDS_HEALTHY("BackendsHealthy"),
    TRAFFIC_SETTLED("TrafficSettled"),
    TARGET_RESOLVED("TargetResolved"),
    BASELINE_READY("BaselineReady"),
    SCHEDULED("Scheduled"),
    LAST_RUN_SUCCEEDED("LastRunSucceeded"),
    DRIFT_DETECTED("DriftDetected"),
    PERFORMANCE_DEGRADED("PerformanceDegraded"),
    RETRAINING_ACTIVE("RetrainingActive"),
    ALERTS_DELIVERED("AlertsDelivered"),
    READY("Ready"),
    RECONCILING("Reconciling"),
    STALLED("Stalled"),
    PAUSED("Paused");

    private final String word;

    ConditionType(String word) {
        this.word = word;
    }

    /** The value of {@code type} in a condition. */
    public String word() {
        return word;
    }
}

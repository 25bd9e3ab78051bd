package dev.slipway.operator.driftmonitor.plan;

import dev.slipway.operator.driftmonitor.observe.ObservedMonitor;
import dev.slipway.operator.status.ConditionType;
import dev.slipway.operator.status.Reason;
import dev.slipway.operator.status.Refusal;
import dev.slipway.operator.status.Verdict.Severity;
import java.util.Optional;

/**
 * The table that the current data is in: that of the spec, or the prediction log of the model.
 *
 * @param isLog whether it is a prediction log, whose columns are known
 */
record CurrentTable(String secret, String table, String timeColumn, boolean isLog) {
    private static final String LOG_TIME = "ts";

    /** Empty also where the current data is in files. */
    static Optional<CurrentTable> of(ObservedMonitor observed) {
        if (observed.spec().current().parquet() != null) {
            return Optional.empty();
        }
        var named = observed.spec().current().postgres();
        return named == null
                ? log(observed)
                : Optional.of(new CurrentTable(named.secretRef().name(), named.table(), named.timeColumn(), false));
    }

    /** The prediction log of the model that the spec names. */
    static Optional<CurrentTable> log(ObservedMonitor observed) {
        return observed.model()
                .flatMap(model -> Optional.ofNullable(model.getSpec().predictionLog()))
                .map(log -> new CurrentTable(log.secretRef().name(), log.table(), LOG_TIME, true));
    }

    /** Why there is no such table, if so: of the current data, or of a reference that is a prediction log. */
    static Optional<Refusal> missing(ObservedMonitor observed) {
        var ref = observed.spec().modelRef();
        if (ref == null) {
            return Optional.empty();
        }
        if (observed.model().isEmpty()) {
            return Optional.of(refusal(
                    Reason.REFERENCE_NOT_FOUND,
                    "ModelDeployment " + ref.name() + " does not exist. Create it, or correct spec.modelRef."));
        }
        var current = observed.spec().current();
        var needed = (current.postgres() == null && current.parquet() == null)
                || observed.spec().reference().predictionLog() != null;
        return needed && log(observed).isEmpty()
                ? Optional.of(refusal(
                        Reason.PREDICTION_LOG_MISSING,
                        "ModelDeployment " + ref.name()
                                + " has no spec.predictionLog. Set it, or spec.current.postgres of the monitor."))
                : Optional.empty();
    }

    private static Refusal refusal(Reason reason, String message) {
        return new Refusal(reason, message, ConditionType.TARGET_RESOLVED, Severity.STUCK);
    }
}

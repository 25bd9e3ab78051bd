package dev.slipway.operator.featureview.readiness;

import static dev.slipway.operator.status.ConditionType.ACCEPTED;
import static dev.slipway.operator.status.ConditionType.AVAILABLE;
import static dev.slipway.operator.status.ConditionType.MATERIALIZED;
import static dev.slipway.operator.status.ConditionType.SOURCE_REACHABLE;
import static dev.slipway.operator.status.ConditionType.VALIDATION_PASSED;

import dev.slipway.operator.status.ConditionType;
import dev.slipway.operator.status.Reason;
import dev.slipway.operator.status.Verdict;
import dev.slipway.operator.status.Verdict.Severity;
import dev.slipway.operator.status.Verdict.State;
import dev.slipway.operator.workload.plan.EffectiveResources;
import dev.slipway.operator.workload.readiness.PodCause;
import dev.slipway.operator.workload.readiness.PodCauses;
import dev.slipway.operator.workload.readiness.Remedies;
import dev.slipway.operator.workload.readiness.Unschedulable;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What the runs of a view say of its source, its store and its rows. */
final class RunChecks {
    static final Remedies REMEDIES = new Remedies(
            "run",
            "the Helm value featureServer.image",
            "",
            "spec.materialization.resources.limits.memory",
            "spec.materialization.resources",
            "",
            Map.ofEntries(
                    Map.entry(Reason.REFERENCE_NOT_FOUND, ACCEPTED),
                    Map.entry(Reason.INVALID_SECRET, ACCEPTED),
                    Map.entry(Reason.SOURCE_UNREACHABLE, SOURCE_REACHABLE),
                    Map.entry(Reason.ACCESS_DENIED, SOURCE_REACHABLE),
                    Map.entry(Reason.SCHEMA_MISMATCH, SOURCE_REACHABLE),
                    Map.entry(Reason.QUERY_FAILED, SOURCE_REACHABLE),
                    Map.entry(Reason.ONLINE_STORE_UNREACHABLE, MATERIALIZED),
                    Map.entry(Reason.ONLINE_STORE_REFUSED, MATERIALIZED),
                    Map.entry(Reason.INVALID_CONFIG, MATERIALIZED),
                    Map.entry(Reason.OUT_OF_MEMORY, MATERIALIZED),
                    Map.entry(Reason.INTERNAL_ERROR, MATERIALIZED),
                    Map.entry(Reason.VALIDATION_FAILED, VALIDATION_PASSED)),
            Set.of(Reason.SOURCE_UNREACHABLE, Reason.ONLINE_STORE_UNREACHABLE, Reason.ONLINE_STORE_REFUSED));

    private RunChecks() {}

    /** What keeps a run's process from running keeps the rows from coming; Redis's refusals are not the source's. */
    static PodCause atHome(PodCause cause) {
        var ofRedis = cause.reason() == Reason.ACCESS_DENIED && !cause.message().startsWith("PostgreSQL");
        return cause.home() == AVAILABLE || ofRedis
                ? new PodCause(MATERIALIZED, cause.reason(), cause.message(), cause.severity())
                : cause;
    }

    static Optional<Verdict> referencesExist(ViewSituation situation) {
        return failureAt(ACCEPTED, situation);
    }

    static Optional<Verdict> sourceAnswers(ViewSituation situation) {
        return failureAt(SOURCE_REACHABLE, situation);
    }

    static Optional<Verdict> sourceWasReached(ViewSituation situation) {
        return everReached(situation)
                ? Optional.empty()
                : Optional.of(
                        Verdict.unknown(SOURCE_REACHABLE, Reason.PENDING, "Waiting for a run to read the source."));
    }

    private static boolean everReached(ViewSituation situation) {
        return hasRows(situation)
                || situation.runs().last().filter(Attempt::blocked).isPresent();
    }

    /** Rows of an earlier run are served whatever became of later ones. */
    static boolean hasRows(ViewSituation situation) {
        return situation.runs().success().isPresent()
                || situation
                        .observed()
                        .previous()
                        .filter(status -> status.lastMaterializedTime() != null)
                        .isPresent();
    }

    static Optional<Verdict> podsCanBeScheduled(ViewSituation situation) {
        return situation.runs().unschedulable().map(words -> {
            var observed = situation.observed();
            var requests = EffectiveResources.of(
                            observed.spec().materialization().resources(), Map.of())
                    .getRequests();
            var cause = Unschedulable.explain(words, requests, Map.of(), observed.nodes(), REMEDIES);
            return Verdict.waiting(MATERIALIZED, cause.reason(), cause.message());
        });
    }

    static Optional<Verdict> rowsCanBeWritten(ViewSituation situation) {
        return failureAt(MATERIALIZED, situation);
    }

    static Optional<Verdict> runsAreNotStopped(ViewSituation situation) {
        return situation
                .runs()
                .stopped()
                .map(job -> Verdict.waiting(
                        MATERIALIZED,
                        Reason.MATERIALIZATION_FAILED,
                        "The last run was given up (" + job.failure().orElse("")
                                + ") without a word of its own. See the events of its Job."));
    }

    static Optional<Verdict> rowsAreThere(ViewSituation situation) {
        if (hasRows(situation)) {
            return Optional.empty();
        }
        var blocked = situation.runs().last().filter(Attempt::blocked).flatMap(Attempt::cause);
        return blocked.map(cause -> verdict(cause).on(MATERIALIZED))
                .or(() -> Optional.of(
                        Verdict.unknown(MATERIALIZED, Reason.MATERIALIZING, "The first run is on its way.")));
    }

    static Optional<Verdict> rulesHeld(ViewSituation situation) {
        return failureAt(VALIDATION_PASSED, situation);
    }

    static Optional<Verdict> rulesWereEvaluated(ViewSituation situation) {
        return hasRows(situation)
                        || situation.observed().spec().validation().rules().isEmpty()
                ? Optional.empty()
                : Optional.of(
                        Verdict.unknown(VALIDATION_PASSED, Reason.PENDING, "Waiting for a run to evaluate the rules."));
    }

    private static Optional<Verdict> failureAt(ConditionType home, ViewSituation situation) {
        return situation
                .runs()
                .last()
                .flatMap(Attempt::cause)
                .filter(cause -> cause.home() == home)
                .map(RunChecks::verdict);
    }

    private static Verdict verdict(PodCause cause) {
        return new Verdict(
                cause.home(),
                State.FALSE,
                cause.reason(),
                PodCauses.capitalised(cause.message()),
                cause.severity() == Severity.NONE ? Severity.WAITING : cause.severity());
    }
}

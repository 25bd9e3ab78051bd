package dev.slipway.operator.featureview.readiness;

import static dev.slipway.operator.status.ConditionType.ACCEPTED;
import static dev.slipway.operator.status.ConditionType.AVAILABLE;
import static dev.slipway.operator.status.ConditionType.FRESH;
import static dev.slipway.operator.status.ConditionType.MATERIALIZED;
import static dev.slipway.operator.status.ConditionType.SOURCE_REACHABLE;
import static dev.slipway.operator.status.ConditionType.VALIDATION_PASSED;

import dev.slipway.api.featureview.Validation.OnFailure;
import dev.slipway.operator.featureview.observe.RunSummary;
import dev.slipway.operator.status.ConditionType;
import dev.slipway.operator.status.Reason;
import dev.slipway.operator.status.Refusal;
import dev.slipway.operator.status.Verdict;
import dev.slipway.operator.workload.readiness.WriteFailures;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * One verdict for each condition of a FeatureView, in Ready order: the first that fails is what {@code kubectl get} shows as
 * REASON. Within a condition the checks stand in the order in which causes hide one another.
 */
public final class ViewReadiness {
    private static final List<ConditionType> READY_ORDER =
            List.of(ACCEPTED, SOURCE_REACHABLE, MATERIALIZED, VALIDATION_PASSED, FRESH, AVAILABLE);

    private static final Map<ConditionType, List<ViewCheck>> CHECKS = Map.of(
            ACCEPTED,
                    List.of(
                            situation -> situation.plan().refusal().map(Refusal::verdict),
                            situation -> WriteFailures.verdict(situation.applied()),
                            ServerChecks::podsCanBeCreated,
                            RunChecks::referencesExist,
                            ServerChecks::referencesExist),
            SOURCE_REACHABLE, List.of(RunChecks::sourceAnswers, RunChecks::sourceWasReached),
            MATERIALIZED,
                    List.of(
                            RunChecks::rowsCanBeWritten,
                            RunChecks::podsCanBeScheduled,
                            RunChecks::runsAreNotStopped,
                            RunChecks::rowsAreThere),
            VALIDATION_PASSED, List.of(RunChecks::rulesHeld, RunChecks::rulesWereEvaluated),
            AVAILABLE,
                    List.of(
                            ServerChecks::podsCanBeScheduled,
                            ServerChecks::processesStayUp,
                            ServerChecks::somebodyAnswers,
                            ServerChecks::configurationIsTaken,
                            ServerChecks::configurationIsInForce));

    private ViewReadiness() {}

    public static List<Verdict> judge(ViewSituation situation) {
        var types = READY_ORDER.stream()
                .filter(type -> type != FRESH || Freshness.objective(situation).isPresent());
        return situation.plan().removal().isPresent()
                ? leaving(types)
                : types.map(type -> judge(type, situation)).toList();
    }

    private static List<Verdict> leaving(Stream<ConditionType> types) {
        return types.map(type -> type == ACCEPTED
                        ? Verdict.waiting(
                                ACCEPTED, Reason.PURGING, "The view is being deleted; its rows are being removed.")
                        : Verdict.unknown(type, Reason.PENDING, "The view is being deleted."))
                .toList();
    }

    private static Verdict judge(ConditionType type, ViewSituation situation) {
        if (type != ACCEPTED && !situation.plan().served()) {
            return Verdict.unknown(type, Reason.PENDING, "Nothing runs until the spec is accepted.");
        }
        if (type == FRESH) {
            return Freshness.of(situation);
        }
        if (isAboutRuns(type) && !situation.materializes()) {
            return Verdict.fine(type, Reason.NOT_REQUIRED, "Rows come by push.");
        }
        return CHECKS.getOrDefault(type, List.of()).stream()
                .flatMap(check -> check.evaluate(situation).stream())
                .findFirst()
                .orElseGet(() -> fine(type, situation));
    }

    private static boolean isAboutRuns(ConditionType type) {
        return type == SOURCE_REACHABLE || type == MATERIALIZED || type == VALIDATION_PASSED;
    }

    private static Verdict fine(ConditionType type, ViewSituation situation) {
        return switch (type) {
            case SOURCE_REACHABLE -> Verdict.fine(type, Reason.CONNECTED, "The last run has read the source.");
            case MATERIALIZED ->
                Verdict.fine(type, Reason.MATERIALIZED, "The rows of the last successful run are served.");
            case VALIDATION_PASSED -> validation(situation);
            case AVAILABLE -> Verdict.fine(type, Reason.SERVERS_READY, "The feature server answers.");
            default -> Verdict.fine(ACCEPTED, Reason.ACCEPTED, "The spec can be honoured.");
        };
    }

    private static Verdict validation(ViewSituation situation) {
        var broken = situation
                .runs()
                .success()
                .flatMap(Attempt::summary)
                .map(RunSummary::validation)
                .map(RunSummary.Rules::failed)
                .orElse(0);
        if (broken == 0) {
            return Verdict.fine(VALIDATION_PASSED, Reason.VALIDATION_PASSED, "The rules held in the last run.");
        }
        var what = situation.observed().spec().validation().onFailure() == OnFailure.Quarantine
                ? "the rows that broke them were set apart"
                : "the rows were written all the same";
        return Verdict.fine(
                VALIDATION_PASSED, Reason.RULES_BROKEN, "Rules did not hold, and " + what + ". See status.validation.");
    }
}

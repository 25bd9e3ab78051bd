package dev.slipway.operator.modeldeployment.readiness;

import dev.slipway.operator.status.ConditionType;
import dev.slipway.operator.status.Reason;
import dev.slipway.operator.status.Verdict;
import dev.slipway.operator.workload.observe.PodFacts;
import dev.slipway.operator.workload.observe.PodFacts.Phase;
import dev.slipway.operator.workload.readiness.PodCauses;
import java.util.List;
import java.util.Optional;

/** What the pods of the target revision say about themselves. */
final class PodChecks {
    private PodChecks() {}

    static Optional<Verdict> referencesExist(Situation situation) {
        return causeAt(ConditionType.ACCEPTED, situation);
    }

    static Optional<Verdict> modelCanBeFetched(Situation situation) {
        return causeAt(ConditionType.ARTIFACT_READY, situation);
    }

    static Optional<Verdict> modelWasFetched(Situation situation) {
        var pods = situation.targetPods();
        if (fetched(pods) || situation.servedBefore() || situation.desiredReplicas() == 0) {
            return Optional.empty();
        }
        var fetching = pods.stream().anyMatch(p -> p.init().phase() == Phase.RUNNING);
        return Optional.of(
                fetching
                        ? Verdict.unknown(ConditionType.ARTIFACT_READY, Reason.FETCHING, "The model is being fetched.")
                        : Verdict.unknown(
                                ConditionType.ARTIFACT_READY, Reason.PENDING, "Waiting for a pod to fetch the model."));
    }

    static boolean fetched(List<PodFacts> pods) {
        return pods.stream().anyMatch(p -> p.ready() || p.init().phase() == Phase.SUCCEEDED);
    }

    /** A broken replica beside good ones of the same revision makes the set unavailable in part, and says so. */
    static Optional<Verdict> processesStayUp(Situation situation) {
        return servesAnotherRevision(situation) ? Optional.empty() : causeAt(ConditionType.AVAILABLE, situation);
    }

    /** While an older revision serves, what is wrong with the new one is a matter of the rollout. */
    static Optional<Verdict> newRevisionComesUp(Situation situation) {
        return servesAnotherRevision(situation)
                ? causeAt(ConditionType.AVAILABLE, situation).map(v -> v.on(ConditionType.ROLLED_OUT))
                : Optional.empty();
    }

    private static boolean servesAnotherRevision(Situation situation) {
        return situation.otherPods().stream().anyMatch(PodFacts::ready);
    }

    static Optional<Verdict> somebodyAnswers(Situation situation) {
        if (situation.serving() || situation.desiredReplicas() == 0) {
            return Optional.empty();
        }
        var loading = situation.targetPods().stream()
                .anyMatch(p -> p.init().phase() == Phase.SUCCEEDED && p.main().phase() == Phase.RUNNING);
        return Optional.of(
                loading
                        ? Verdict.waiting(
                                ConditionType.AVAILABLE,
                                Reason.MODEL_LOADING,
                                "The model is being loaded and warmed up.")
                        : Verdict.waiting(
                                ConditionType.AVAILABLE, Reason.NO_READY_REPLICAS, "No replica answers yet."));
    }

    private static Optional<Verdict> causeAt(ConditionType home, Situation situation) {
        return PodCauses.at(home, situation.targetPods(), ModelReadiness.REMEDIES, !situation.deadlineExceeded());
    }
}

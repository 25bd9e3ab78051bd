package dev.slipway.operator.modeldeployment.readiness;

import dev.slipway.operator.modeldeployment.observe.PodFacts;
import dev.slipway.operator.modeldeployment.observe.PodFacts.Phase;
import dev.slipway.operator.status.ConditionType;
import dev.slipway.operator.status.Reason;
import dev.slipway.operator.status.Verdict;
import dev.slipway.operator.status.Verdict.Severity;
import dev.slipway.operator.status.Verdict.State;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        var fetching = pods.stream().anyMatch(p -> p.fetch().phase() == Phase.RUNNING);
        return Optional.of(
                fetching
                        ? Verdict.unknown(ConditionType.ARTIFACT_READY, Reason.FETCHING, "The model is being fetched.")
                        : Verdict.unknown(
                                ConditionType.ARTIFACT_READY, Reason.PENDING, "Waiting for a pod to fetch the model."));
    }

    static boolean fetched(List<PodFacts> pods) {
        return pods.stream().anyMatch(p -> p.ready() || p.fetch().phase() == Phase.SUCCEEDED);
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
                .anyMatch(
                        p -> p.fetch().phase() == Phase.SUCCEEDED && p.server().phase() == Phase.RUNNING);
        return Optional.of(
                loading
                        ? Verdict.waiting(
                                ConditionType.AVAILABLE,
                                Reason.MODEL_LOADING,
                                "The model is being loaded and warmed up.")
                        : Verdict.waiting(
                                ConditionType.AVAILABLE, Reason.NO_READY_REPLICAS, "No replica answers yet."));
    }

    /** The most frequent cause of those that belong to the condition; among equals always the same, whatever the pods are called. */
    private static Optional<Verdict> causeAt(ConditionType home, Situation situation) {
        var pods = situation.targetPods();
        var counts = new LinkedHashMap<PodCause, Integer>();
        pods.stream()
                .map(PodCause::of)
                .flatMap(Optional::stream)
                .filter(cause -> cause.home() == home)
                .forEach(cause -> counts.merge(cause, 1, Integer::sum));
        return counts.entrySet().stream()
                .max(Comparator.<Map.Entry<PodCause, Integer>>comparingInt(Map.Entry::getValue)
                        .thenComparing(e -> e.getKey().reason(), Comparator.reverseOrder())
                        .thenComparing(e -> e.getKey().message(), Comparator.reverseOrder()))
                .map(e -> verdict(e.getKey(), e.getValue(), pods.size(), situation));
    }

    private static Verdict verdict(PodCause cause, int affected, int all, Situation situation) {
        var message =
                all == 1 ? capitalised(cause.message()) : affected + " of " + all + " replicas: " + cause.message();
        var severity = situation.deadlineExceeded() ? Severity.STUCK : cause.severity();
        return new Verdict(cause.home(), State.FALSE, cause.reason(), message, severity);
    }

    /** A sentence begins with a capital letter, unless with a word that is spelled otherwise, such as a URL. */
    private static String capitalised(String message) {
        return message.matches("[a-z]+ .*") ? Character.toUpperCase(message.charAt(0)) + message.substring(1) : message;
    }
}

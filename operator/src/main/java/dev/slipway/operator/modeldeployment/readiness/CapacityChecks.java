package dev.slipway.operator.modeldeployment.readiness;

import static dev.slipway.operator.status.ConditionType.ACCEPTED;
import static dev.slipway.operator.status.ConditionType.CAPACITY_READY;

import dev.slipway.operator.status.Reason;
import dev.slipway.operator.status.Verdict;
import dev.slipway.operator.status.Verdict.Severity;
import dev.slipway.operator.status.Verdict.State;
import dev.slipway.operator.workload.observe.PodFacts;
import dev.slipway.operator.workload.readiness.Unschedulable;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Whether pods find a node. */
final class CapacityChecks {
    private static final Pattern CLAIM = Pattern.compile("^.*?(persistentvolumeclaim \\S+ not found).*$");

    private CapacityChecks() {}

    /** A claim that does not exist is a reference, not a lack of capacity. */
    static Optional<Verdict> claimsExist(Situation situation) {
        return unschedulable(situation).stream()
                .filter(m -> m.contains("persistentvolumeclaim") && m.contains("not found"))
                .findFirst()
                .map(m -> Verdict.stuck(
                        ACCEPTED,
                        Reason.REFERENCE_NOT_FOUND,
                        CLAIM.matcher(m).replaceFirst("$1") + ". Create it, or correct spec.model.uri."));
    }

    static Optional<Verdict> podsCanBeScheduled(Situation situation) {
        var messages = unschedulable(situation);
        if (messages.isEmpty()) {
            return Optional.empty();
        }
        var cause = explain(messages.getFirst(), situation);
        var prefix = situation.targetPods().size() == 1
                ? ""
                : messages.size() + " of " + situation.targetPods().size() + " replicas: ";
        return Optional.of(new Verdict(
                CAPACITY_READY,
                State.FALSE,
                cause.reason(),
                prefix + cause.message(),
                situation.deadlineExceeded() ? Severity.STUCK : Severity.WAITING));
    }

    private static List<String> unschedulable(Situation situation) {
        return situation.targetPods().stream()
                .map(PodFacts::unschedulable)
                .flatMap(Optional::stream)
                .sorted()
                .toList();
    }

    private static Unschedulable explain(String words, Situation situation) {
        var observed = situation.observed();
        var requests = situation
                .plan()
                .target()
                .map(r -> r.template().getSpec().getContainers().getFirst().getResources())
                .map(ResourceRequirements::getRequests)
                .orElse(Map.of());
        return Unschedulable.explain(
                words,
                requests,
                observed.spec().scheduling().nodeSelector(),
                observed.nodes(),
                ModelReadiness.REMEDIES);
    }
}

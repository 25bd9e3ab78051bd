package dev.slipway.operator.modeldeployment.readiness;

import static dev.slipway.operator.status.ConditionType.ACCEPTED;
import static dev.slipway.operator.status.ConditionType.CAPACITY_READY;

import dev.slipway.operator.modeldeployment.observe.PodFacts;
import dev.slipway.operator.status.Reason;
import dev.slipway.operator.status.Verdict;
import dev.slipway.operator.status.Verdict.Severity;
import dev.slipway.operator.status.Verdict.State;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Turns the scheduler's words ({@code 0/3 nodes are available: 1 Insufficient cpu, 2 node(s) had untolerated taint ...}) into
 * what is missing. Source of the words: {@code pkg/scheduler/framework/plugins} of Kubernetes.
 */
final class CapacityChecks {
    private static final Pattern INSUFFICIENT =
            Pattern.compile("Insufficient ([A-Za-z0-9](?:[-A-Za-z0-9._/]*[A-Za-z0-9])?)");
    private static final Pattern TAINT = Pattern.compile("untolerated taint(?:\\(s\\))? ?\\{([^}]*)\\}");

    private static final Pattern CLAIM = Pattern.compile("^.*?(persistentvolumeclaim \\S+ not found).*$");

    /** Counts of nodes move at rest; preemption and device claims are about other pods. */
    private static final Pattern NOISE =
            Pattern.compile("^0/\\d+ nodes are available: | no new claims to deallocate,?| preemption: .*$");

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
        var verdict = explain(messages.getFirst(), situation);
        var prefix = situation.targetPods().size() == 1
                ? ""
                : messages.size() + " of " + situation.targetPods().size() + " replicas: ";
        return Optional.of(new Verdict(
                CAPACITY_READY,
                State.FALSE,
                verdict.reason(),
                prefix + verdict.message(),
                situation.deadlineExceeded() ? Severity.STUCK : Severity.WAITING));
    }

    private static List<String> unschedulable(Situation situation) {
        return situation.targetPods().stream()
                .map(PodFacts::unschedulable)
                .flatMap(Optional::stream)
                .sorted()
                .toList();
    }

    private static Verdict explain(String message, Situation situation) {
        var text = NOISE.matcher(message).replaceAll("").strip();
        var insufficient = INSUFFICIENT.matcher(text);
        if (insufficient.find()) {
            return lacking(insufficient.group(1), situation);
        }
        if (text.contains("untolerated taint")) {
            return reason(
                    Reason.TAINT_NOT_TOLERATED,
                    tainted(text, situation.observed().nodes().taints()));
        }
        if (text.contains("node affinity/selector") || text.contains("volume node affinity")) {
            return reason(
                    Reason.NO_MATCHING_NODE,
                    "No node matches spec.scheduling.nodeSelector "
                            + situation.observed().spec().scheduling().nodeSelector()
                            + ". Correct it, or label a node.");
        }
        if (text.contains("Too many pods")) {
            return reason(Reason.INSUFFICIENT_CPU_OR_MEMORY, "Every node runs as many pods as it may. Add nodes.");
        }
        return reason(Reason.UNSCHEDULABLE, text);
    }

    /** Schedulers up to 1.34 name the taint; for later ones the nodes do. */
    private static String tainted(String text, List<String> taints) {
        var named = TAINT.matcher(text);
        var what = named.find()
                ? " the taint " + named.group(1).strip()
                : " taints"
                        + (taints.isEmpty()
                                ? ""
                                : " (" + String.join(", ", taints.subList(0, Math.min(3, taints.size()))) + ")");
        return "The nodes have" + what
                + " that the pods do not tolerate. Add spec.scheduling.tolerations, or use other nodes.";
    }

    private static Verdict lacking(String resource, Situation situation) {
        var needed = needed(resource, situation).map(Quantity::toString).orElse("some");
        var largest = situation.observed().nodes().largest(resource).map(Quantity::toString);
        var offered =
                largest.map(q -> "; the largest node has " + q + " in all").orElse("");
        var remedy = resource.contains("/")
                ? "Add or free one, or ask for less in spec.gpu."
                : "Add a node, or ask for less in spec.resources.";
        return reason(
                resource.contains("/") ? Reason.INSUFFICIENT_GPU : Reason.INSUFFICIENT_CPU_OR_MEMORY,
                "A replica needs " + needed + " " + resource + " and no node has that free" + offered + ". " + remedy);
    }

    private static Optional<Quantity> needed(String resource, Situation situation) {
        return situation
                .plan()
                .target()
                .map(r -> r.template().getSpec().getContainers().getFirst().getResources())
                .map(ResourceRequirements::getRequests)
                .map(requests -> requests.get(resource));
    }

    private static Verdict reason(Reason reason, String message) {
        return Verdict.waiting(CAPACITY_READY, reason, message);
    }
}

package dev.slipway.operator.workload.readiness;

import dev.slipway.operator.model.Quantities;
import dev.slipway.operator.status.Reason;
import dev.slipway.operator.workload.observe.NodeCapacity;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Turns the scheduler's words ({@code 0/3 nodes are available: 1 Insufficient cpu, 2 node(s) had untolerated taint ...}) into
 * what is missing. Source of the words: {@code pkg/scheduler/framework/plugins} of Kubernetes.
 */
public record Unschedulable(Reason reason, String message) {
    private static final Pattern INSUFFICIENT =
            Pattern.compile("Insufficient ([A-Za-z0-9](?:[-A-Za-z0-9._/]*[A-Za-z0-9])?)");
    private static final Pattern TAINT = Pattern.compile("untolerated taint(?:\\(s\\))? ?\\{([^}]*)\\}");

    /** Counts of nodes move at rest; preemption and device claims are about other pods. */
    private static final Pattern NOISE =
            Pattern.compile("^0/\\d+ nodes are available: | no new claims to deallocate,?| preemption: .*$");

    /**
     * @param words the scheduler's
     * @param requests what the pod asks for, by resource name
     * @param selector the nodes that it asks for, as people wrote it
     */
    public static Unschedulable explain(
            String words,
            Map<String, Quantity> requests,
            Map<String, String> selector,
            NodeCapacity nodes,
            Remedies remedies) {
        var text = NOISE.matcher(words).replaceAll("").strip();
        var insufficient = INSUFFICIENT.matcher(text);
        if (insufficient.find()) {
            return lacking(insufficient.group(1), requests, nodes, remedies);
        }
        if (text.contains("untolerated taint")) {
            return new Unschedulable(Reason.TAINT_NOT_TOLERATED, tainted(text, nodes.taints(), remedies));
        }
        if (text.contains("node affinity/selector") || text.contains("volume node affinity")) {
            return new Unschedulable(Reason.NO_MATCHING_NODE, noMatch(selector, remedies));
        }
        if (text.contains("Too many pods")) {
            return new Unschedulable(
                    Reason.INSUFFICIENT_CPU_OR_MEMORY, "Every node runs as many pods as it may. Add nodes.");
        }
        return new Unschedulable(Reason.UNSCHEDULABLE, text);
    }

    private static String noMatch(Map<String, String> selector, Remedies remedies) {
        return remedies.scheduling().isEmpty()
                ? "No node has what the pods need. Label a node, or add one."
                : "No node matches " + remedies.scheduling() + ".nodeSelector " + selector
                        + ". Correct it, or label a node.";
    }

    /** Schedulers up to 1.34 name the taint; for later ones the nodes do. */
    private static String tainted(String text, List<String> taints, Remedies remedies) {
        var named = TAINT.matcher(text);
        var what = named.find()
                ? " the taint " + named.group(1).strip()
                : " taints"
                        + (taints.isEmpty()
                                ? ""
                                : " (" + String.join(", ", taints.subList(0, Math.min(3, taints.size()))) + ")");
        return "The nodes have" + what + " that the pods do not tolerate. "
                + (remedies.scheduling().isEmpty()
                        ? "Use other nodes."
                        : "Add " + remedies.scheduling() + ".tolerations, or use other nodes.");
    }

    private static Unschedulable lacking(
            String resource, Map<String, Quantity> requests, NodeCapacity nodes, Remedies remedies) {
        var needed = Optional.ofNullable(requests.get(resource))
                .map(Quantities::canonical)
                .map(Quantity::toString)
                .orElse("some");
        var offered = nodes.largest(resource)
                .map(Quantity::toString)
                .map(q -> "; the largest node has " + q + " in all")
                .orElse("");
        var device = resource.contains("/");
        return new Unschedulable(
                device ? Reason.INSUFFICIENT_GPU : Reason.INSUFFICIENT_CPU_OR_MEMORY,
                "A replica needs " + needed + " " + resource + " and no node has that free" + offered + ". "
                        + (device
                                ? "Add or free one, or ask for less in spec.gpu."
                                : "Add a node, or ask for less in " + remedies.resources() + "."));
    }
}

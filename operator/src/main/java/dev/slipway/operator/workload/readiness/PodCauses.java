package dev.slipway.operator.workload.readiness;

import dev.slipway.operator.status.ConditionType;
import dev.slipway.operator.status.Verdict;
import dev.slipway.operator.status.Verdict.Severity;
import dev.slipway.operator.status.Verdict.State;
import dev.slipway.operator.workload.observe.NodeCapacity;
import dev.slipway.operator.workload.observe.PodFacts;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What several pods of one template say of themselves, as one verdict. */
public final class PodCauses {
    private PodCauses() {}

    /**
     * The most frequent cause of those that belong to the condition; among equals always the same, whatever the pods are
     * called.
     *
     * @param patient whether time may still heal what can heal by itself
     */
    public static Optional<Verdict> at(ConditionType home, List<PodFacts> pods, Remedies remedies, boolean patient) {
        var counts = new LinkedHashMap<PodCause, Integer>();
        pods.stream()
                .map(pod -> PodCause.of(pod, remedies))
                .flatMap(Optional::stream)
                .filter(cause -> cause.home() == home)
                .forEach(cause -> counts.merge(cause, 1, Integer::sum));
        return counts.entrySet().stream()
                .max(Comparator.<Map.Entry<PodCause, Integer>>comparingInt(Map.Entry::getValue)
                        .thenComparing(e -> e.getKey().reason(), Comparator.reverseOrder())
                        .thenComparing(e -> e.getKey().message(), Comparator.reverseOrder()))
                .map(e -> verdict(e.getKey(), e.getValue(), pods.size(), patient));
    }

    /**
     * Why the scheduler has no node for some of the pods; empty where every pod has one.
     *
     * @param requests what each of them asks for, by resource name
     * @param patient whether time may still bring a node
     */
    public static Optional<Verdict> unscheduled(
            ConditionType home,
            List<PodFacts> pods,
            Map<String, Quantity> requests,
            NodeCapacity nodes,
            Remedies remedies,
            boolean patient) {
        return pods.stream()
                .map(PodFacts::unschedulable)
                .flatMap(Optional::stream)
                .sorted()
                .findFirst()
                .map(words -> Unschedulable.explain(words, requests, Map.of(), nodes, remedies))
                .map(cause -> new Verdict(
                        home,
                        State.FALSE,
                        cause.reason(),
                        cause.message(),
                        patient ? Severity.WAITING : Severity.STUCK));
    }

    private static Verdict verdict(PodCause cause, int affected, int all, boolean patient) {
        var message =
                all == 1 ? capitalised(cause.message()) : affected + " of " + all + " replicas: " + cause.message();
        var severity = patient ? cause.severity() : Severity.STUCK;
        return new Verdict(cause.home(), State.FALSE, cause.reason(), message, severity);
    }

    /** A sentence begins with a capital letter, unless with a word that is spelled otherwise, such as a URL. */
    public static String capitalised(String message) {
        return message.matches("[a-z]+ .*") ? Character.toUpperCase(message.charAt(0)) + message.substring(1) : message;
    }
}

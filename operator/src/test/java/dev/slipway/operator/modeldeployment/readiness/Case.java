package dev.slipway.operator.modeldeployment.readiness;

import dev.slipway.api.modeldeployment.ModelDeployment;
import dev.slipway.operator.model.Applied;
import dev.slipway.operator.model.Applied.Failure;
import dev.slipway.operator.model.CanonicalJson;
import dev.slipway.operator.modeldeployment.Seen;
import dev.slipway.operator.modeldeployment.observe.Candidacy;
import dev.slipway.operator.modeldeployment.observe.ObservedModel;
import dev.slipway.operator.modeldeployment.plan.ServingPlan;
import dev.slipway.operator.status.ConditionType;
import dev.slipway.operator.status.Reason;
import dev.slipway.operator.status.Verdict;
import dev.slipway.operator.status.Verdict.Severity;
import dev.slipway.operator.status.Verdict.State;
import dev.slipway.operator.workload.observe.NodeCapacity;
import dev.slipway.operator.workload.observe.PodFacts;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A situation in one sentence, and the verdict that follows. */
record Case(
        String sentence,
        ModelDeployment model,
        List<PodFacts> pods,
        NodeCapacity nodes,
        Map<String, String> deploymentConditions,
        String autoscaler,
        List<Failure> failures,
        Verdict verdict) {
    private static final Verdict NONE = Verdict.fine(ConditionType.READY, Reason.PENDING, "");

    static Case when(String sentence) {
        return new Case(
                sentence,
                Seen.model("model: {uri: 'https://m/iris.onnx'}"),
                List.of(),
                new NodeCapacity(List.of(), List.of()),
                Map.of(),
                "",
                List.of(),
                NONE);
    }

    /** @param spec besides the model */
    Case spec(String spec) {
        return with(
                Seen.model("model: {uri: 'https://m/iris.onnx'}, " + spec),
                pods,
                nodes,
                deploymentConditions,
                autoscaler,
                failures);
    }

    Case model(String uri) {
        return with(Seen.model("model: {uri: '" + uri + "'}"), pods, nodes, deploymentConditions, autoscaler, failures);
    }

    /** @param spec all of it */
    Case whole(String spec) {
        return with(Seen.model(spec), pods, nodes, deploymentConditions, autoscaler, failures);
    }

    Case annotated(String name, String value) {
        var copy = CanonicalJson.read(CanonicalJson.write(model), ModelDeployment.class);
        var annotations = new TreeMap<String, String>();
        if (copy.getMetadata().getAnnotations() != null) {
            annotations.putAll(copy.getMetadata().getAnnotations());
        }
        annotations.put(name, value);
        copy.getMetadata().setAnnotations(annotations);
        return with(copy, pods, nodes, deploymentConditions, autoscaler, failures);
    }

    Case pods(PodFacts... states) {
        return with(model, List.of(states), nodes, deploymentConditions, autoscaler, failures);
    }

    Case taint(String taint) {
        return with(
                model, pods, new NodeCapacity(List.of(), List.of(taint)), deploymentConditions, autoscaler, failures);
    }

    Case node(String resource, String amount) {
        return with(
                model,
                pods,
                new NodeCapacity(List.of(Map.of(resource, new Quantity(amount))), List.of()),
                deploymentConditions,
                autoscaler,
                failures);
    }

    /** What the Deployment controller says. */
    Case deployment(String type, String reason, String message) {
        return with(
                model, pods, nodes, Map.of("type", type, "reason", reason, "message", message), autoscaler, failures);
    }

    /** @param conditions as type, status and reason in YAML's flow form */
    Case autoscaler(String conditions) {
        return with(model, pods, nodes, deploymentConditions, conditions, failures);
    }

    Case failure(Reason reason, String message) {
        return with(model, pods, nodes, deploymentConditions, autoscaler, List.of(new Failure(reason, message)));
    }

    Case then(ConditionType type, State state, Reason reason, Severity severity, String message) {
        return new Case(
                sentence,
                model,
                pods,
                nodes,
                deploymentConditions,
                autoscaler,
                failures,
                new Verdict(type, state, reason, message, severity));
    }

    private Case with(
            ModelDeployment model,
            List<PodFacts> pods,
            NodeCapacity nodes,
            Map<String, String> deploymentConditions,
            String autoscaler,
            List<Failure> failures) {
        return new Case(sentence, model, pods, nodes, deploymentConditions, autoscaler, failures, verdict);
    }

    Situation situation() {
        var first = ServingPlan.of(Seen.nothingBut(model));
        var revision = first.target().map(r -> r.name()).orElse("");
        var deployment = first.children().stream()
                .filter(Deployment.class::isInstance)
                .map(d -> controlled((Deployment) d))
                .findFirst();
        var existing = new Seen(first.children()).by(model);
        var observed = new ObservedModel(
                model,
                Seen.NOW,
                existing.defaults(),
                deployment,
                pods.stream()
                        .map(p -> p.revision().equals("*") ? Facts.of(revision, p) : p)
                        .toList(),
                autoscaler.isEmpty() ? Optional.empty() : Optional.of(hpa()),
                existing.revisions(),
                nodes,
                Optional.empty(),
                existing.alias(),
                List.of(),
                false,
                Candidacy.NONE,
                Map.of());
        return new Situation(observed, ServingPlan.of(observed), new Applied(false, failures, List.of()));
    }

    private Deployment controlled(Deployment rendered) {
        var builder = new DeploymentBuilder(rendered)
                .editMetadata()
                .withGeneration(1L)
                .endMetadata()
                .withNewStatus()
                .withObservedGeneration(1L);
        if (!deploymentConditions.isEmpty()) {
            builder.addNewCondition()
                    .withType(deploymentConditions.get("type"))
                    .withStatus("True")
                    .withReason(deploymentConditions.get("reason"))
                    .withMessage(deploymentConditions.get("message"))
                    .endCondition();
        }
        return builder.endStatus().build();
    }

    private HorizontalPodAutoscaler hpa() {
        return Seen.yaml(
                "{spec: {maxReplicas: 4}, status: {conditions: [" + autoscaler + "]}}", HorizontalPodAutoscaler.class);
    }

    @Override
    public String toString() {
        return sentence;
    }
}

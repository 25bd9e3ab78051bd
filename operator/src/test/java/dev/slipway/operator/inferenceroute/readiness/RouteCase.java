package dev.slipway.operator.inferenceroute.readiness;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.modeldeployment.ModelDeployment;
import dev.slipway.operator.inferenceroute.SeenRoute;
import dev.slipway.operator.inferenceroute.plan.RoutePlan;
import dev.slipway.operator.model.Applied;
import dev.slipway.operator.modeldeployment.Seen;
import dev.slipway.operator.status.ConditionType;
import dev.slipway.operator.status.Reason;
import dev.slipway.operator.status.Verdict;
import dev.slipway.operator.status.Verdict.Severity;
import dev.slipway.operator.status.Verdict.State;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import java.util.ArrayList;
import java.util.List;

/**
 * A situation of a route in one sentence, and the verdict that follows.
 *
 * @param report what the routers say of themselves, as JSON
 */
record RouteCase(String sentence, String spec, List<HasMetadata> objects, String report, Verdict verdict) {
    static final String MAIN = "targets: [{name: main, modelDeploymentRef: {name: fraud}}]";
    static final String CANARY =
            "targets: [{name: main, modelDeploymentRef: {name: fraud}}, {name: v8, url: 'https://v8/'}], rules: [{split: [{target:"
                    + " main, weight: 100}, {target: v8, weight: 0}]}], rollout: {candidate: v8, baseline: main, ";

    static RouteCase when(String sentence) {
        return new RouteCase(sentence, MAIN, List.of(), "{}", Verdict.fine(ConditionType.READY, Reason.PENDING, ""));
    }

    RouteCase spec(String whole) {
        return new RouteCase(sentence, whole, objects, report, verdict);
    }

    RouteCase reports(String json) {
        return new RouteCase(sentence, spec, objects, json, verdict);
    }

    /** A model with so many replicas that answer. */
    RouteCase model(String name, int ready) {
        return with(Seen.yaml("""
                {metadata: {name: %s}, spec: {model: {uri: 'https://m/x.onnx'}}, status: {activeRevision: a1,
                 replicas: {desired: 1, ready: %d, updated: 1, summary: 1/1},
                 conditions: [{type: Ready, status: 'False', reason: CrashLooping, message: x, lastTransitionTime: '2026-01-01T00:00:00Z'}]}}\
                """.formatted(name, ready), ModelDeployment.class));
    }

    RouteCase router() {
        return pod(
                "state: {running: {startedAt: '2026-01-01T00:00:00Z'}}", "conditions: [{type: Ready, status: 'True'}]");
    }

    /** @param state of the container, and more of the pod's status, in YAML's flow form */
    RouteCase pod(String state, String more) {
        return with(Seen.yaml("""
                {metadata: {name: router-x, uid: u-p, labels: {slipway.dev/inferenceroute: fraud}},
                 status: {phase: Running, podIP: 10.0.0.1, %s,
                   containerStatuses: [{name: inference-router, image: 'registry/x:1', started: true, %s}]}}\
                """.formatted(more, state), Pod.class));
    }

    /** The Gateway API, and what a Gateway says of the HTTPRoute. */
    RouteCase gateway(String parents) {
        return with(Seen.yaml(
                        "{metadata: {name: httproutes.gateway.networking.k8s.io}}", CustomResourceDefinition.class))
                .with(Seen.yaml(
                        "{kind: HTTPRoute, metadata: {name: fraud-router, generation: 3}, status: {parents: [%s]}}"
                                .formatted(parents),
                        GenericKubernetesResource.class));
    }

    private RouteCase with(HasMetadata object) {
        var all = new ArrayList<>(objects);
        all.add(object);
        return new RouteCase(sentence, spec, List.copyOf(all), report, verdict);
    }

    RouteCase then(ConditionType type, State state, Reason reason, Severity severity, String message) {
        return new RouteCase(sentence, spec, objects, report, new Verdict(type, state, reason, message, severity));
    }

    RouteSituation situation() {
        var route = SeenRoute.route(spec);
        var all = new ArrayList<>(objects);
        all.addAll(RoutePlan.of(SeenRoute.of(route, objects)).children());
        var observed = SeenRoute.of(route, all, Seen.yaml(report, JsonNode.class));
        return RouteSituation.of(observed, RoutePlan.of(observed), Applied.NOTHING);
    }

    @Override
    public String toString() {
        return sentence;
    }
}

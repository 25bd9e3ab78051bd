package dev.slipway.operator.inferenceroute.plan;

import dev.slipway.api.inferenceroute.RouteRule;
import dev.slipway.api.inferenceroute.RouteRule.HeaderMatch;
import dev.slipway.api.inferenceroute.RouteRule.WeightedTarget;
import dev.slipway.api.inferenceroute.Target;
import dev.slipway.operator.inferenceroute.observe.ObservedRoute;
import dev.slipway.operator.model.ChildNames;
import dev.slipway.operator.model.Durations;
import dev.slipway.operator.model.Labels;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The HTTPRoute that attaches a route to a Gateway. Source of the format: gateway-api.sigs.k8s.io/reference/spec, v1. */
final class GatewayRoute {
    static final String API_VERSION = "gateway.networking.k8s.io/v1";
    static final String KIND = "HTTPRoute";
    private static final String GROUP = "gateway.networking.k8s.io";

    private GatewayRoute() {}

    /** @param toRouter whether everything goes to the route's own router; else straight to the targets */
    static GenericKubernetesResource of(ObservedRoute observed, boolean toRouter) {
        var spec = new LinkedHashMap<String, Object>();
        spec.put("parentRefs", List.of(parent(observed)));
        var hostnames = observed.spec().dataPlane().hostnames();
        if (!hostnames.isEmpty()) {
            spec.put("hostnames", hostnames);
        }
        spec.put("rules", toRouter ? List.of(rule(List.of(), List.of(router(observed)), Map.of())) : rules(observed));
        return new GenericKubernetesResourceBuilder()
                .withApiVersion(API_VERSION)
                .withKind(KIND)
                .withNewMetadata()
                .withName(ChildNames.router(observed.name()))
                .withLabels(Labels.ofInferenceRoute(observed.name()))
                .endMetadata()
                .withAdditionalProperties(Map.of("spec", spec))
                .build();
    }

    private static Map<String, Object> parent(ObservedRoute observed) {
        var gateway = Objects.requireNonNull(observed.spec().dataPlane().gatewayRef());
        var parent = new LinkedHashMap<String, Object>();
        parent.put("group", GROUP);
        parent.put("kind", "Gateway");
        parent.put("name", gateway.name());
        if (gateway.namespace() != null) {
            parent.put("namespace", gateway.namespace());
        }
        if (gateway.sectionName() != null) {
            parent.put("sectionName", gateway.sectionName());
        }
        return parent;
    }

    private static List<Map<String, Object>> rules(ObservedRoute observed) {
        var spec = observed.spec();
        var timeouts = Map.<String, Object>of("request", duration(spec.deadline()));
        if (spec.rules().isEmpty()) {
            return List.of(rule(List.of(), List.of(backend(spec.targets().getFirst(), 1)), timeouts));
        }
        return spec.rules().stream()
                .map(rule -> rule(
                        matches(rule),
                        rule.split().stream().map(arm -> backend(observed, arm)).toList(),
                        timeouts))
                .toList();
    }

    /** In the API server's own form, defaults written out. */
    private static Map<String, Object> rule(
            List<Map<String, Object>> headers, List<Map<String, Object>> backends, Map<String, Object> timeouts) {
        var match = new LinkedHashMap<String, Object>();
        if (!headers.isEmpty()) {
            match.put("headers", headers);
        }
        match.put("path", Map.of("type", "PathPrefix", "value", "/"));
        var rule = new LinkedHashMap<String, Object>();
        rule.put("matches", List.of(match));
        rule.put("backendRefs", backends);
        if (!timeouts.isEmpty()) {
            rule.put("timeouts", timeouts);
        }
        return rule;
    }

    private static List<Map<String, Object>> matches(RouteRule rule) {
        return rule.match() == null
                ? List.of()
                : rule.match().headers().stream().map(GatewayRoute::header).toList();
    }

    private static Map<String, Object> header(HeaderMatch header) {
        return Map.of("type", "Exact", "name", header.name(), "value", header.value());
    }

    private static Map<String, Object> backend(ObservedRoute observed, WeightedTarget arm) {
        var target = observed.spec().targets().stream()
                .filter(t -> t.name().equals(arm.target()))
                .findFirst()
                .orElseThrow();
        return backend(target, arm.weight() == null ? 1 : arm.weight());
    }

    private static Map<String, Object> backend(Target target, int weight) {
        var service = target.serviceRef();
        return service == null
                ? service(
                        Objects.requireNonNull(target.modelDeploymentRef()).name(), RouterChildren.SERVICE_PORT, weight)
                : service(service.name(), service.port(), weight);
    }

    private static Map<String, Object> router(ObservedRoute observed) {
        return service(ChildNames.router(observed.name()), RouterChildren.SERVICE_PORT, 1);
    }

    private static Map<String, Object> service(String name, int port, int weight) {
        return Map.of("group", "", "kind", "Service", "name", name, "port", port, "weight", weight);
    }

    /** In the Gateway API's form (GEP-2257): no days, and at most five digits of each unit. */
    private static String duration(String text) {
        var duration = Durations.parse(text);
        return duration.toHours() + "h" + duration.toMinutesPart() + "m" + duration.toSecondsPart() + "s"
                + duration.toMillisPart() + "ms";
    }
}

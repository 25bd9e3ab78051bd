package dev.slipway.operator.inferenceroute.observe;

import dev.slipway.api.Slipway;
import dev.slipway.api.inferenceroute.InferenceRoute;
import dev.slipway.api.inferenceroute.InferenceRouteSpec;
import dev.slipway.api.inferenceroute.InferenceRouteStatus;
import dev.slipway.api.inferenceroute.Target;
import dev.slipway.operator.config.InferenceRouterDefaults;
import dev.slipway.operator.workload.observe.NodeCapacity;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * All that a decision about one InferenceRoute may depend on. Built once per reconcile; the pure code below takes nothing else,
 * not even a clock.
 *
 * @param models the ModelDeployments that targets name, by name
 * @param monitors the DriftMonitors of the namespace, by name
 * @param router what carries the requests, where it is a router
 * @param httpRoute what attaches it to a Gateway
 * @param gatewayApi whether the cluster knows HTTPRoutes
 * @param previous the status as it was last written
 * @param monitoring whether the cluster knows ServiceMonitors
 */
public record ObservedRoute(
        InferenceRoute resource,
        Instant now,
        InferenceRouterDefaults defaults,
        Map<String, ModelFacts> models,
        Map<String, DriftFacts> monitors,
        RouterFacts router,
        Optional<GenericKubernetesResource> httpRoute,
        boolean gatewayApi,
        NodeCapacity nodes,
        Optional<InferenceRouteStatus> previous,
        boolean monitoring) {

    public ObservedRoute {
        models = Map.copyOf(models);
        monitors = Map.copyOf(monitors);
    }

    public String name() {
        return resource.getMetadata().getName();
    }

    public String namespace() {
        return resource.getMetadata().getNamespace();
    }

    public InferenceRouteSpec spec() {
        return resource.getSpec();
    }

    public boolean paused() {
        return spec().paused()
                || annotation(Slipway.PAUSED_ANNOTATION).filter("true"::equals).isPresent();
    }

    /** The value of an annotation; empty text counts as none. */
    public Optional<String> annotation(String name) {
        var annotations = resource.getMetadata().getAnnotations();
        return Optional.ofNullable(annotations == null ? null : annotations.get(name))
                .filter(v -> !v.isBlank());
    }

    /** The ModelDeployment of a target, if it has one that exists. */
    public Optional<ModelFacts> model(Target target) {
        return Optional.ofNullable(target.modelDeploymentRef()).map(ref -> models.get(ref.name()));
    }

    /** What a DriftMonitor says. */
    public Optional<DriftFacts> monitor(String name) {
        return Optional.ofNullable(monitors.get(name));
    }
}

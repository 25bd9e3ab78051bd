package dev.slipway.operator.inferenceroute.observe;

import static java.util.Comparator.comparing;

import dev.slipway.api.driftmonitor.DriftMonitor;
import dev.slipway.api.inferenceroute.InferenceRoute;
import dev.slipway.api.inferenceroute.InferenceRouteStatus;
import dev.slipway.api.inferenceroute.InferenceRouteStatus.RolloutStatus;
import dev.slipway.api.inferenceroute.InferenceRouteStatus.RolloutStatus.Phase;
import dev.slipway.api.inferenceroute.Target;
import dev.slipway.api.modeldeployment.ModelDeployment;
import dev.slipway.operator.acknowledgement.RouterReport;
import dev.slipway.operator.acknowledgement.Routers;
import dev.slipway.operator.acknowledgement.Routers.Attention;
import dev.slipway.operator.config.InferenceRouterDefaults;
import dev.slipway.operator.kube.ClusterView;
import dev.slipway.operator.model.ChildNames;
import dev.slipway.operator.model.DocumentHash;
import dev.slipway.operator.model.ObjectName;
import dev.slipway.operator.workload.observe.NodeCapacity;
import dev.slipway.operator.workload.observe.PodFacts;
import dev.slipway.operator.workload.observe.PodReader;
import dev.slipway.operator.workload.plan.Nudge;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Gathers the facts about one InferenceRoute from informer caches. It calls no API and decides nothing. */
public final class RouteObserver {
    /** Name of the container that routes. */
    public static final String ROUTER = "inference-router";

    /** The key of the ConfigMap that holds the routers' document. */
    public static final String DOCUMENT = "inference-router.json";

    private static final PodReader PODS = new PodReader("", ROUTER);

    private final InferenceRouterDefaults defaults;
    private final Routers routers;
    private final Clock clock;

    public RouteObserver(InferenceRouterDefaults defaults, Routers routers, Clock clock) {
        this.defaults = defaults;
        this.routers = routers;
        this.clock = clock;
    }

    public ObservedRoute observe(InferenceRoute route, ClusterView cluster) {
        return new ObservedRoute(
                route,
                clock.instant(),
                defaults,
                cluster.neighbours(route, ModelDeployment.class).stream()
                        .filter(model -> isNamed(route, model.getMetadata().getName()))
                        .map(ModelFacts::of)
                        .collect(Collectors.toMap(ModelFacts::name, facts -> facts)),
                cluster.neighbours(route, DriftMonitor.class).stream()
                        .collect(Collectors.toMap(m -> m.getMetadata().getName(), DriftFacts::of)),
                router(route, cluster),
                cluster.httpRoute(route, ChildNames.router(route.getMetadata().getName())),
                cluster.knowsHttpRoutes(),
                new NodeCapacity(cluster.allocatableByNode(), cluster.nodeTaints()),
                Optional.ofNullable(route.getStatus()),
                cluster.knowsServiceMonitors());
    }

    private static boolean isNamed(InferenceRoute route, String model) {
        return route.getSpec().targets().stream()
                .map(Target::modelDeploymentRef)
                .anyMatch(ref -> ref != null && ref.name().equals(model));
    }

    private RouterFacts router(InferenceRoute route, ClusterView cluster) {
        var name = ChildNames.router(route.getMetadata().getName());
        var config = cluster.named(route, ConfigMap.class, name);
        var pods = cluster.belongingTo(route, Pod.class).stream()
                .sorted(comparing(pod -> pod.getMetadata().getName()))
                .toList();
        var facts = pods.stream().map(PODS::read).toList();
        return new RouterFacts(
                cluster.named(route, Deployment.class, name),
                config,
                facts,
                config.map(ConfigMap::getData)
                        .map(data -> data.get(DOCUMENT))
                        .map(document -> reports(route, facts, document))
                        .orElse(Map.of()),
                pods.stream()
                        .filter(pod -> nudge(pod).isPresent())
                        .collect(Collectors.toMap(
                                pod -> pod.getMetadata().getName(),
                                pod -> nudge(pod).orElse(""))));
    }

    private static Optional<String> nudge(Pod pod) {
        return Optional.ofNullable(pod.getMetadata().getAnnotations()).map(all -> all.get(Nudge.ANNOTATION));
    }

    private Map<String, RouterReport> reports(InferenceRoute route, List<PodFacts> pods, String document) {
        var name = ObjectName.of(route);
        var wanted = DocumentHash.of(document);
        var attention = attention(route, document);
        return pods.stream()
                .filter(pod -> pod.ready() && !pod.leaving() && pod.ip().isPresent())
                .collect(Collectors.toMap(
                        PodFacts::name, pod -> routers.of(name, pod.ip().orElseThrow(), wanted, attention)));
    }

    private static boolean isOver(InferenceRoute route) {
        return Optional.ofNullable(route.getStatus())
                .map(InferenceRouteStatus::rollout)
                .map(RolloutStatus::phase)
                .filter(phase -> phase == Phase.RolledBack || phase == Phase.Promoted)
                .isPresent();
    }

    /** Of a ModelDeployment its own status tells whether it lives; of anything else only routers do. */
    private static Attention attention(InferenceRoute route, String document) {
        if (document.contains("\"rollout\":")) {
            return isOver(route) ? Attention.NOW_AND_THEN : Attention.CLOSE;
        }
        return route.getSpec().targets().stream().allMatch(target -> target.modelDeploymentRef() != null)
                ? Attention.NONE
                : Attention.NOW_AND_THEN;
    }
}

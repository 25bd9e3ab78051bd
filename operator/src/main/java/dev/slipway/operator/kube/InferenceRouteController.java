package dev.slipway.operator.kube;

import dev.slipway.api.Slipway;
import dev.slipway.api.common.Condition;
import dev.slipway.api.driftmonitor.DriftMonitor;
import dev.slipway.api.driftmonitor.DriftMonitorStatus;
import dev.slipway.api.inferenceroute.InferenceRoute;
import dev.slipway.api.modeldeployment.ModelDeployment;
import dev.slipway.operator.model.Labels;
import dev.slipway.operator.model.News;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The objects that an InferenceRoute is made of, and the kinds whose state it depends on. */
final class InferenceRouteController extends KindController<InferenceRoute> {
    private static final Composition<InferenceRoute> COMPOSITION = new Composition<>(
            InferenceRoute.class,
            Labels.INFERENCE_ROUTER,
            List.of(
                    ServiceAccount.class,
                    ConfigMap.class,
                    Service.class,
                    NetworkPolicy.class,
                    Deployment.class,
                    PodDisruptionBudget.class,
                    HorizontalPodAutoscaler.class,
                    Pod.class),
            List.of(OptionalKind.SERVICE_MONITOR, OptionalKind.HTTP_ROUTE),
            Owners.namedBy(Labels.INFERENCE_ROUTE),
            Set.of(),
            Set.of(Slipway.PAUSED_ANNOTATION, Slipway.RESUME_ANNOTATION),
            List.of(
                    new Neighbour<>(
                            ModelDeployment.class,
                            InferenceRouteController::statusChanged,
                            InferenceRouteController::isTarget),
                    new Neighbour<>(
                            DriftMonitor.class,
                            InferenceRouteController::verdictChanged,
                            InferenceRouteController::isAsked)));

    private final News routers;

    InferenceRouteController(
            Surroundings surroundings, InformerCaches caches, KindReconciler<InferenceRoute> reconciler, News routers) {
        super(COMPOSITION, surroundings, caches, reconciler);
        this.routers = routers;
    }

    private static boolean statusChanged(ModelDeployment before, ModelDeployment after) {
        return !Objects.equals(before.getStatus(), after.getStatus());
    }

    private static boolean isTarget(ModelDeployment model, InferenceRoute own) {
        return own.getSpec().targets().stream()
                .anyMatch(target -> target.modelDeploymentRef() != null
                        && target.modelDeploymentRef()
                                .name()
                                .equals(model.getMetadata().getName()));
    }

    private static boolean verdictChanged(DriftMonitor before, DriftMonitor after) {
        return !verdict(before).equals(verdict(after));
    }

    private static Optional<DriftMonitorStatus.Verdict> verdict(DriftMonitor monitor) {
        return Optional.ofNullable(monitor.getStatus()).map(DriftMonitorStatus::verdict);
    }

    private static boolean isAsked(DriftMonitor monitor, InferenceRoute own) {
        var rollout = own.getSpec().rollout();
        return rollout != null
                && rollout.analysis().metrics().stream()
                        .anyMatch(metric -> metric.driftMonitorRef() != null
                                && metric.driftMonitorRef()
                                        .name()
                                        .equals(monitor.getMetadata().getName()));
    }

    @Override
    public List<EventSource<?, InferenceRoute>> prepareEventSources(EventSourceContext<InferenceRoute> context) {
        var sources = new ArrayList<>(super.prepareEventSources(context));
        sources.add(new NewsEvents<>("routers", context, routers));
        return sources;
    }

    @Override
    List<Condition> conditions(InferenceRoute route) {
        return route.getStatus() == null ? List.of() : route.getStatus().conditions();
    }
}

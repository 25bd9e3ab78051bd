package dev.slipway.operator.kube;

import dev.slipway.api.Slipway;
import dev.slipway.api.common.Condition;
import dev.slipway.api.featureview.FeatureView;
import dev.slipway.api.inferenceroute.InferenceRoute;
import dev.slipway.api.inferenceroute.InferenceRouteStatus;
import dev.slipway.api.modeldeployment.ModelDeployment;
import dev.slipway.operator.model.Labels;
import dev.slipway.operator.model.News;
import dev.slipway.operator.modeldeployment.observe.Judge;
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

/** The objects that a ModelDeployment is made of. */
final class ModelDeploymentController extends KindController<ModelDeployment> {
    private static final Composition<ModelDeployment> COMPOSITION = new Composition<>(
            ModelDeployment.class,
            Labels.MODEL_SERVER,
            List.of(
                    ServiceAccount.class,
                    ConfigMap.class,
                    Service.class,
                    NetworkPolicy.class,
                    Deployment.class,
                    PodDisruptionBudget.class,
                    HorizontalPodAutoscaler.class,
                    Pod.class),
            List.of(OptionalKind.SERVICE_MONITOR),
            Owners.namedByEither(Labels.MODEL_DEPLOYMENT, Labels.CANDIDATE),
            Set.of(),
            Set.of(Slipway.PAUSED_ANNOTATION, Slipway.ROLLBACK_ANNOTATION),
            List.of(
                    Neighbour.bySpec(FeatureView.class, ModelDeploymentController::serves),
                    new Neighbour<>(
                            InferenceRoute.class,
                            ModelDeploymentController::verdictChanged,
                            (route, own) ->
                                    Judge.judges(route, own.getMetadata().getName()))));

    private final News aliases;
    private final News servers;

    ModelDeploymentController(
            Surroundings surroundings,
            InformerCaches caches,
            KindReconciler<ModelDeployment> reconciler,
            News aliases,
            News servers) {
        super(COMPOSITION, surroundings, caches, reconciler);
        this.aliases = aliases;
        this.servers = servers;
    }

    private static boolean verdictChanged(InferenceRoute before, InferenceRoute after) {
        return !Objects.equals(
                        before.getMetadata().getGeneration(),
                        after.getMetadata().getGeneration())
                || !Objects.equals(
                        before.getMetadata().getDeletionTimestamp(),
                        after.getMetadata().getDeletionTimestamp())
                || !Objects.equals(verdict(before), verdict(after));
    }

    private static List<Object> verdict(InferenceRoute route) {
        return Optional.ofNullable(route.getStatus())
                .map(InferenceRouteStatus::rollout)
                .map(rollout -> List.<Object>of(
                        String.valueOf(rollout.id()),
                        String.valueOf(rollout.phase()),
                        String.valueOf(rollout.reason())))
                .orElse(List.of());
    }

    private static boolean serves(FeatureView view, ModelDeployment own) {
        var features = own.getSpec().features();
        return features != null
                && features.server().equals(view.getSpec().serving().server());
    }

    @Override
    public List<EventSource<?, ModelDeployment>> prepareEventSources(EventSourceContext<ModelDeployment> context) {
        var sources = new ArrayList<>(super.prepareEventSources(context));
        sources.add(new NewsEvents<>("aliases", context, aliases));
        sources.add(new NewsEvents<>("model-servers", context, servers));
        return sources;
    }

    @Override
    List<Condition> conditions(ModelDeployment model) {
        return model.getStatus() == null ? List.of() : model.getStatus().conditions();
    }
}

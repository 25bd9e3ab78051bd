package dev.slipway.operator.kube;

import dev.slipway.api.Slipway;
import dev.slipway.api.common.Condition;
import dev.slipway.api.featureview.FeatureView;
import dev.slipway.api.modeldeployment.ModelDeployment;
import dev.slipway.operator.model.Labels;
import dev.slipway.operator.model.News;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.IndexedResourceCache;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The objects that a FeatureView is made of, some of which it shares with the other views of its server. */
final class FeatureViewController extends KindController<FeatureView> {
    private static final Composition<FeatureView> COMPOSITION = new Composition<>(
            FeatureView.class,
            Labels.FEATURE_SERVER,
            List.of(
                    ServiceAccount.class,
                    ConfigMap.class,
                    Service.class,
                    Deployment.class,
                    PodDisruptionBudget.class,
                    HorizontalPodAutoscaler.class,
                    CronJob.class,
                    Job.class,
                    Pod.class),
            List.of(OptionalKind.SERVICE_MONITOR),
            FeatureViewController::owners,
            Set.of(Labels.FEATURE_VIEW, Labels.SERVER),
            Set.of(Slipway.PAUSED_ANNOTATION),
            List.of(
                    Neighbour.bySpec(FeatureView.class, FeatureViewController::sharesServer),
                    Neighbour.bySpec(ModelDeployment.class, FeatureViewController::isAskedBy)));

    private final News configurations;

    FeatureViewController(
            Surroundings surroundings,
            InformerCaches caches,
            KindReconciler<FeatureView> reconciler,
            News configurations) {
        super(COMPOSITION, surroundings, caches, reconciler);
        this.configurations = configurations;
    }

    /** The view that a label names, the views that an object names as its owners, and all of a server for its pods. */
    private static Set<ResourceID> owners(HasMetadata child, IndexedResourceCache<FeatureView> all) {
        var owners =
                new HashSet<>(Owners.<FeatureView>namedBy(Labels.FEATURE_VIEW).of(child, all));
        var namespace = child.getMetadata().getNamespace();
        child.getMetadata().getOwnerReferences().stream()
                .filter(owner -> owner.getKind().equals(HasMetadata.getKind(FeatureView.class)))
                .forEach(owner -> owners.add(new ResourceID(owner.getName(), namespace)));
        var labels = child.getMetadata().getLabels();
        var server = labels == null ? null : labels.get(Labels.SERVER);
        if (child instanceof Pod && server != null) {
            all.list(namespace, view -> serverOf(view).equals(server))
                    .map(ResourceID::fromResource)
                    .forEach(owners::add);
        }
        return owners;
    }

    private static String serverOf(FeatureView view) {
        return view.getSpec().serving().server();
    }

    private static boolean sharesServer(FeatureView neighbour, FeatureView own) {
        return serverOf(neighbour).equals(serverOf(own))
                && !neighbour.getMetadata().getName().equals(own.getMetadata().getName());
    }

    private static boolean isAskedBy(ModelDeployment model, FeatureView own) {
        var features = model.getSpec().features();
        return features != null && features.server().equals(serverOf(own));
    }

    /** Rows in Redis are nobody's children. */
    @Override
    boolean hearsOfDeletion() {
        return true;
    }

    @Override
    public List<EventSource<?, FeatureView>> prepareEventSources(EventSourceContext<FeatureView> context) {
        var sources = new ArrayList<>(super.prepareEventSources(context));
        sources.add(new NewsEvents<>("configurations", context, configurations));
        return sources;
    }

    @Override
    List<Condition> conditions(FeatureView view) {
        return view.getStatus() == null ? List.of() : view.getStatus().conditions();
    }
}

package dev.slipway.operator.featureview.observe;

import dev.slipway.api.featureview.FeatureView;
import dev.slipway.api.featureview.FeatureViewSpec;
import dev.slipway.api.featureview.FeatureViewStatus;
import dev.slipway.api.modeldeployment.ModelDeployment;
import dev.slipway.operator.config.FeatureServerDefaults;
import dev.slipway.operator.workload.observe.JobFacts;
import dev.slipway.operator.workload.observe.NodeCapacity;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All that a decision about one FeatureView may depend on. Built once per reconcile; the pure code below takes nothing else,
 * not even a clock.
 *
 * @param views every view of the namespace, this one as it is here included, in the order in which they were made
 * @param models the models that name a feature server, by name
 * @param server the feature server that this view names
 * @param cronJob what materialises this view on its schedule
 * @param jobs runs of this view, oldest first
 * @param purge the Job that removes this view's rows, once it is being deleted
 * @param previous the status as it was last written
 * @param monitoring whether the cluster knows ServiceMonitors
 */
public record ObservedView(
        FeatureView resource,
        Instant now,
        FeatureServerDefaults defaults,
        List<FeatureView> views,
        List<ModelDeployment> models,
        ServerFacts server,
        Optional<CronJob> cronJob,
        List<JobFacts> jobs,
        Optional<JobFacts> purge,
        NodeCapacity nodes,
        Optional<FeatureViewStatus> previous,
        boolean monitoring) {

    public String name() {
        return resource.getMetadata().getName();
    }

    public String namespace() {
        return resource.getMetadata().getNamespace();
    }

    public FeatureViewSpec spec() {
        return resource.getSpec();
    }

    /** The value of an annotation; empty text counts as none. */
    public static Optional<String> annotation(HasMetadata object, String name) {
        var annotations = object.getMetadata().getAnnotations();
        return Optional.ofNullable(annotations == null ? null : annotations.get(name))
                .filter(v -> !v.isBlank());
    }

    /** Since when the object is being deleted. */
    public Optional<Instant> deletedSince() {
        return Optional.ofNullable(resource.getMetadata().getDeletionTimestamp())
                .map(Instant::parse);
    }
}

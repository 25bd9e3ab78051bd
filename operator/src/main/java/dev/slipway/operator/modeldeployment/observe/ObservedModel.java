package dev.slipway.operator.modeldeployment.observe;

import dev.slipway.api.featureview.FeatureView;
import dev.slipway.api.modeldeployment.ModelDeployment;
import dev.slipway.api.modeldeployment.ModelDeploymentSpec;
import dev.slipway.api.modeldeployment.ModelDeploymentStatus;
import dev.slipway.operator.acknowledgement.ModelServerReport;
import dev.slipway.operator.config.ModelServerDefaults;
import dev.slipway.operator.model.Labels;
import dev.slipway.operator.workload.observe.NodeCapacity;
import dev.slipway.operator.workload.observe.PodFacts;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that a decision about one ModelDeployment may depend on. Built once per reconcile; the pure code below takes nothing
 * else, not even a clock.
 *
 * @param pods all pods of this object, leaving ones included, candidates not
 * @param revisions the ConfigMaps that keep revisions
 * @param previous the status as it was last written
 * @param alias what is known of the alias that the spec follows
 * @param views the FeatureViews of the namespace, which a model may take features from
 * @param monitoring whether the cluster knows ServiceMonitors
 * @param candidacy what stands beside the active revision to be judged
 * @param reports what servers say of themselves, by the name of their pod
 */
public record ObservedModel(
        ModelDeployment resource,
        Instant now,
        ModelServerDefaults defaults,
        Optional<Deployment> deployment,
        List<PodFacts> pods,
        Optional<HorizontalPodAutoscaler> autoscaler,
        List<ConfigMap> revisions,
        NodeCapacity nodes,
        Optional<ModelDeploymentStatus> previous,
        AliasFacts alias,
        List<FeatureView> views,
        boolean monitoring,
        Candidacy candidacy,
        Map<String, ModelServerReport> reports) {

    public String name() {
        return resource.getMetadata().getName();
    }

    public String namespace() {
        return resource.getMetadata().getNamespace();
    }

    public ModelDeploymentSpec spec() {
        return resource.getSpec();
    }

    /** The value of an annotation; empty text counts as none. */
    public Optional<String> annotation(String name) {
        var annotations = resource.getMetadata().getAnnotations();
        return Optional.ofNullable(annotations == null ? null : annotations.get(name))
                .filter(v -> !v.isBlank());
    }

    /** The revision that the Deployment asks for now. */
    public Optional<String> deployedRevision() {
        return deployment
                .map(d -> d.getSpec().getTemplate().getMetadata().getLabels())
                .map(labels -> labels.get(Labels.REVISION));
    }

    public Optional<ConfigMap> revision(String name) {
        return revisions.stream().filter(c -> name.equals(Labels.revisionOf(c))).findFirst();
    }

    /** Pods that stay, of one revision. */
    public List<PodFacts> podsOf(String revision) {
        return pods.stream()
                .filter(p -> !p.leaving() && p.revision().equals(revision))
                .toList();
    }

    /** Pods that answer now, of any revision. */
    public long readyPods() {
        return pods.stream().filter(p -> p.ready() && !p.leaving()).count();
    }
}

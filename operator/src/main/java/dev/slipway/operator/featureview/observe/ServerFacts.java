package dev.slipway.operator.featureview.observe;

import dev.slipway.operator.acknowledgement.Acknowledgement;
import dev.slipway.operator.workload.observe.PodFacts;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The feature server that a view asks for, which other views may share.
 *
 * @param config the ConfigMap with its document
 * @param pods all of its pods, leaving ones included
 * @param acknowledgements what those that answer say of their configuration, by name of the pod
 * @param nudges what stands in the annotation by which the kubelet is told of a new document, by name of the pod
 */
public record ServerFacts(
        Optional<Deployment> deployment,
        Optional<ConfigMap> config,
        List<PodFacts> pods,
        Map<String, Acknowledgement> acknowledgements,
        Map<String, String> nudges) {

    /** Pods that answer requests and stay. */
    public List<PodFacts> ready() {
        return pods.stream().filter(pod -> pod.ready() && !pod.leaving()).toList();
    }

    public Acknowledgement acknowledgement(PodFacts pod) {
        return acknowledgements.getOrDefault(pod.name(), Acknowledgement.UNKNOWN);
    }
}

package dev.slipway.operator.inferenceroute.observe;

import dev.slipway.operator.acknowledgement.Acknowledgement;
import dev.slipway.operator.acknowledgement.RouterReport;
import dev.slipway.operator.workload.observe.PodFacts;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The routers of one route.
 *
 * @param config the ConfigMap with their document
 * @param pods all of them, leaving ones included
 * @param reports what those that answer say of themselves, by name of the pod
 * @param nudges what stands in the annotation by which the kubelet is told of a new document, by name of the pod
 */
public record RouterFacts(
        Optional<Deployment> deployment,
        Optional<ConfigMap> config,
        List<PodFacts> pods,
        Map<String, RouterReport> reports,
        Map<String, String> nudges) {

    /** Pods that answer requests and stay. */
    public List<PodFacts> ready() {
        return pods.stream().filter(pod -> pod.ready() && !pod.leaving()).toList();
    }

    /** Pods that stay. */
    public List<PodFacts> staying() {
        return pods.stream().filter(pod -> !pod.leaving()).toList();
    }

    public RouterReport report(PodFacts pod) {
        return reports.getOrDefault(pod.name(), RouterReport.UNKNOWN);
    }

    public Acknowledgement acknowledgement(PodFacts pod) {
        return report(pod).configuration();
    }

    /** The document as it is now. */
    public Optional<String> document() {
        return config.map(ConfigMap::getData).map(data -> data.get(RouteObserver.DOCUMENT));
    }
}

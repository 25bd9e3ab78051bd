package dev.slipway.operator.workload.plan;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import java.util.List;
import java.util.Map;

/** The ServiceMonitor that makes a Prometheus operator scrape the pods. Only for clusters that know this kind. */
public final class Monitoring {
    public static final String API_VERSION = "monitoring.coreos.com/v1";
    public static final String KIND = "ServiceMonitor";

    private Monitoring() {}

    /**
     * @param selector of the Service
     */
    public static GenericKubernetesResource of(String name, Map<String, String> labels, Map<String, String> selector) {
        return new GenericKubernetesResourceBuilder()
                .withApiVersion(API_VERSION)
                .withKind(KIND)
                .withNewMetadata()
                .withName(name)
                .withLabels(labels)
                .endMetadata()
                .withAdditionalProperties(Map.of(
                        "spec",
                        Map.of(
                                "selector", Map.of("matchLabels", selector),
                                "endpoints", List.of(Map.of("port", "management", "path", "/metrics")))))
                .build();
    }
}

package dev.slipway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.e2e.cluster.Cluster;
import dev.slipway.e2e.cluster.Sandbox;
import dev.slipway.e2e.model.Manifest;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** ServiceMonitors are made where the Prometheus operator's kind exists, also if it comes later. */
@Order(70)
class MonitoringE2E {
    private static final String CRD = "servicemonitors.monitoring.coreos.com";
    private static final String DEFINITION = """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: servicemonitors.monitoring.coreos.com}
            spec:
              group: monitoring.coreos.com
              scope: Namespaced
              names: {plural: servicemonitors, singular: servicemonitor, kind: ServiceMonitor}
              versions:
                - name: v1
                  served: true
                  storage: true
                  schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
            """;

    private static final String FOREIGN = """
            apiVersion: monitoring.coreos.com/v1
            kind: ServiceMonitor
            metadata: {name: taken}
            spec: {selector: {matchLabels: {app: other}}, endpoints: [{port: other}]}
            """;

    @Test
    void a_service_monitor_comes_with_its_kind() throws Exception {
        Sandbox.in("monitor", sandbox -> {
            sandbox.apply(Manifest.iris("iris", ""));
            sandbox.awaitReady("iris");
            Cluster.kubectlCommand("apply", "-f", "-").run(DEFINITION).text();
            try {
                Cluster.awaitEstablished(CRD);
                sandbox.kubectl("wait", "--for=create", "servicemonitor/iris", "--timeout=60s");
                assertThat(sandbox.kubectl("get", "servicemonitor/iris", "-o", "yaml"))
                        .contains("/metrics");
                assertThat(sandbox.awaitReady("iris").ready()).isTrue();
                sandbox.apply(FOREIGN);
                sandbox.apply(Manifest.iris("taken", ""));
                sandbox.awaitNow(
                        "the foreign ServiceMonitor is respected",
                        "taken",
                        m -> m.condition("Accepted")
                                .filter(c -> c.reason().equals("NameConflict")
                                        && c.message().contains("ServiceMonitor"))
                                .isPresent());
            } finally {
                Cluster.kubectl("delete", "crd", CRD);
            }
        });
    }
}

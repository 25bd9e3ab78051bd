package dev.slipway.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.api.modeldeployment.ModelDeployment;
import dev.slipway.operator.status.ConditionType;
import dev.slipway.operator.status.Conditions;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** The kind ServiceMonitor comes and goes while the operator runs: who exists and who comes later gets one, or none. */
@Isolated("it installs a kind for the whole cluster, which every operator then uses")
class MonitoringTest {
    private static final ResourceDefinitionContext SERVICE_MONITORS = new ResourceDefinitionContext.Builder()
            .withGroup("monitoring.coreos.com")
            .withVersion("v1")
            .withKind("ServiceMonitor")
            .withPlural("servicemonitors")
            .withNamespaced(true)
            .build();

    private final KubernetesClient client = ApiServer.get().client();
    private final String namespace = ApiServer.newNamespace(client);

    @Test
    void aServiceMonitorComesWithItsKindAndIsNotMissedWithoutIt() {
        try (var operator = new RunningOperator(namespace)) {
            client.resource(model("before")).create();
            await().untilAsserted(() -> assertThat(client.apps()
                            .deployments()
                            .inNamespace(namespace)
                            .withName("before")
                            .get())
                    .isNotNull());

            var kind = client.load(getClass().getResourceAsStream("/servicemonitor-crd.yaml"));
            kind.create();
            try {
                client.resource(model("after")).create();

                for (var name : new String[] {"before", "after"}) {
                    await().atMost(Duration.ofSeconds(30))
                            .untilAsserted(() -> assertThat(client.genericKubernetesResources(SERVICE_MONITORS)
                                            .inNamespace(namespace)
                                            .withName(name)
                                            .get())
                                    .as(name + ": " + operator.calls.writes())
                                    .isNotNull());
                }
            } finally {
                kind.delete();
            }
            await().until(() -> kind.get().stream().allMatch(Objects::isNull));

            client.resource(model("later")).create();
            await().atMost(Duration.ofSeconds(30))
                    .untilAsserted(() -> assertThat(accepted("later")).isEqualTo("True"));
        }
    }

    private String accepted(String name) {
        var model = client.resources(ModelDeployment.class)
                .inNamespace(namespace)
                .withName(name)
                .get();
        return model.getStatus() == null
                ? "not yet"
                : Conditions.find(model.getStatus().conditions(), ConditionType.ACCEPTED)
                        .orElseThrow()
                        .status();
    }

    private ModelDeployment model(String name) {
        return client.getKubernetesSerialization().unmarshal("""
                        apiVersion: slipway.dev/v1alpha1
                        kind: ModelDeployment
                        metadata: {name: %s, namespace: %s}
                        spec: {model: {uri: https://models.example.com/iris.onnx}}
                        """.formatted(name, namespace), ModelDeployment.class);
    }
}

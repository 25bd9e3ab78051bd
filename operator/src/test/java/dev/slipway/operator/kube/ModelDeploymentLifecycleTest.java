package dev.slipway.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.api.modeldeployment.ModelDeployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.Test;

class ModelDeploymentLifecycleTest {
    private final KubernetesClient client = ApiServer.get().client();
    private final String namespace = ApiServer.newNamespace(client);

    @Test
    void tenLinesOfYamlBecomeAWorkload() {
        try (var operator = new RunningOperator(namespace)) {
            client.resource("""
                            apiVersion: slipway.dev/v1alpha1
                            kind: ModelDeployment
                            metadata: {name: iris, namespace: %s}
                            spec: {model: {uri: https://models.example.com/iris.onnx}}
                            """.formatted(namespace)).create();

            await().untilAsserted(() -> assertThat(client.apps()
                            .deployments()
                            .inNamespace(namespace)
                            .withName("iris")
                            .get())
                    .isNotNull());
            await().untilAsserted(() -> {
                var status = client.resources(ModelDeployment.class)
                        .inNamespace(namespace)
                        .withName("iris")
                        .get()
                        .getStatus();
                System.err.println(operator.calls.all());
                assertThat(status).isNotNull();
            });
        }
    }
}

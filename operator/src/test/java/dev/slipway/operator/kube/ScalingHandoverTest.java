package dev.slipway.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Watch;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** Whoever sets the replicas, and however that changes: no replica is lost on the way. */
class ScalingHandoverTest extends ApiServerTest {
    private static final String MODEL = "model: {uri: 'https://models.example.com/iris.onnx'}";
    private final List<Integer> seen = new CopyOnWriteArrayList<>();

    @Test
    void fromFixedToAutoscalerAndBackWithoutADip() {
        serving("iris", MODEL + ", scaling: {mode: Fixed, minReplicas: 3}", 3);
        try (var _ = watch("iris")) {
            patch("iris", "{spec: {scaling: {mode: Hpa, minReplicas: 2, maxReplicas: 10}}}");
            eventually(() -> assertThat(autoscaler("iris")).isTrue());
            newRevision("iris", "b");
            scaleAsTheAutoscalerDoes("iris", 7);
            newRevision("iris", "c");
            assertThat(deployment("iris").getSpec().getReplicas()).isEqualTo(7);
            patch("iris", "{spec: {scaling: {mode: Fixed, minReplicas: 5, maxReplicas: null}}}");
            eventually(
                    () -> assertThat(deployment("iris").getSpec().getReplicas()).isEqualTo(5));
            eventually(() -> assertThat(autoscaler("iris")).isFalse());
            eventually(() -> assertThat(seen).endsWith(5));
        }
        assertThat(seen.stream().distinct()).containsExactly(3, 7, 5);
    }

    @Test
    void fromFixedToExternalTheNumberStaysAndIsNeverWrittenAgain() {
        serving("iris", MODEL + ", scaling: {mode: Fixed, minReplicas: 3}", 3);
        try (var _ = watch("iris")) {
            patch("iris", "{spec: {scaling: {mode: External, minReplicas: 1}}}");
            newRevision("iris", "b");
            scaleAsTheAutoscalerDoes("iris", 6);
            newRevision("iris", "c");
            patch("iris", "{spec: {scaling: {mode: External, minReplicas: 2}}}");
            newRevision("iris", "d");
        }
        assertThat(seen.stream().distinct()).containsExactly(3, 6);
    }

    @Test
    void inModeFixedSomebodyElsesNumberIsSetBack() {
        serving("iris", MODEL + ", scaling: {mode: Fixed, minReplicas: 3}", 3);

        scaleAsTheAutoscalerDoes("iris", 6);

        eventually(() -> assertThat(deployment("iris").getSpec().getReplicas()).isEqualTo(3));
        eventually(() -> assertThat(events("ChildRepaired"))
                .anySatisfy(e -> assertThat(e.getMessage()).contains("Deployment iris: .spec.replicas")));
    }

    @Test
    void aScaledDeploymentThatLostItsLabelKeepsItsReplicas() {
        serving("iris", MODEL + ", scaling: {mode: Hpa, minReplicas: 2, maxReplicas: 10}", 2);
        scaleAsTheAutoscalerDoes("iris", 7);
        try (var _ = watch("iris")) {
            client.apps()
                    .deployments()
                    .inNamespace(namespace)
                    .withName("iris")
                    .edit(d -> d.edit()
                            .editMetadata()
                            .removeFromLabels("app.kubernetes.io/managed-by")
                            .endMetadata()
                            .build());
            eventually(() -> assertThat(deployment("iris").getMetadata().getLabels())
                    .containsKey("app.kubernetes.io/managed-by"));
        }
        assertThat(seen.stream().distinct()).containsExactly(7);
    }

    private void newRevision(String name, String model) {
        patch(name, "{spec: {model: {uri: 'https://models.example.com/%s.onnx'}}}".formatted(model));
        eventually(() -> {
            var current = model(name).require();
            assertThat(status(name).observedGeneration())
                    .isEqualTo(current.getMetadata().getGeneration());
            assertThat(status(name).revisions().getFirst().uri()).endsWith(model + ".onnx");
            assertThat(deployment(name).getSpec().getTemplate().getMetadata().getLabels())
                    .containsEntry(
                            "slipway.dev/revision",
                            status(name).revisions().getFirst().name());
        });
    }

    private void scaleAsTheAutoscalerDoes(String name, int replicas) {
        client.apps().deployments().inNamespace(namespace).withName(name).scale(replicas);
    }

    private boolean autoscaler(String name) {
        return client.autoscaling()
                        .v2()
                        .horizontalPodAutoscalers()
                        .inNamespace(namespace)
                        .withName(name)
                        .get()
                != null;
    }

    private Watch watch(String name) {
        return client.apps()
                .deployments()
                .inNamespace(namespace)
                .withName(name)
                .watch(each(deployment -> seen.add(deployment.getSpec().getReplicas())));
    }
}

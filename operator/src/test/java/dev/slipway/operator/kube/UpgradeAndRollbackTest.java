package dev.slipway.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.operator.status.ConditionType;
import java.util.List;
import org.junit.jupiter.api.Test;

class UpgradeAndRollbackTest extends ApiServerTest {
    private static final String MODEL = "model: {uri: 'https://models.example.com/a.onnx'}";

    @Test
    void anUpgradeOfTheOperatorChangesNoPods() {
        try (var _ = new RunningOperator(namespace, "registry.example.com/model-server:1", "")) {
            create("iris", MODEL);
            eventually(() -> assertThat(status("iris").observedGeneration()).isEqualTo(1));
            kubelet("iris").rollOut(1);
            eventually(() -> assertThat(ready("iris")).isEqualTo("True/RolledOut"));
            eventually(() -> assertThat(events("RolledOut")).hasSize(1));
        }
        var before = deployment("iris");
        var status = status("iris");

        try (var upgraded = new RunningOperator(namespace, "registry.example.com/model-server:2", "")) {
            eventually(() -> assertThat(upgraded.reconciles()).isPositive());
            assertThat(status("iris")).isEqualTo(status);
            assertThat(upgraded.calls.all()).isEmpty();
            assertThat(deployment("iris").getMetadata().getGeneration())
                    .isEqualTo(before.getMetadata().getGeneration());
            assertThat(status("iris").serverImage()).endsWith(":1");

            patch("iris", "{spec: {server: {threads: {intraOp: 2}}}}");
            eventually(() -> assertThat(image()).endsWith(":2"));
            eventually(() -> assertThat(status("iris").serverImage()).endsWith(":2"));
        }
    }

    @Test
    void anAnnotationRollsBackUntilItIsRemoved() {
        var kubelet = serving("iris", MODEL, 1);
        var first = status("iris").activeRevision();
        patch("iris", "{spec: {model: {uri: 'https://models.example.com/b.onnx'}}}");
        eventually(() -> assertThat(status("iris").candidateRevision()).isNotNull());
        kubelet.rollOut(1);
        eventually(() -> assertThat(ready("iris")).isEqualTo("True/RolledOut"));
        var second = status("iris").activeRevision();
        assertThat(second).isNotEqualTo(first);

        annotate("slipway.dev/rollback-to: " + first);
        eventually(() -> assertThat(deployedRevision()).isEqualTo(first));
        kubelet.rollOut(1);
        eventually(() -> assertThat(ready("iris")).isEqualTo("False/RolledBack"));
        eventually(() ->
                assertThat(condition("iris", ConditionType.AVAILABLE).status()).isEqualTo("True"));
        eventually(() -> assertThat(status("iris").activeRevision()).isEqualTo(first));

        annotate("slipway.dev/rollback-to: null");
        eventually(() -> assertThat(deployedRevision()).isEqualTo(second));
        kubelet.rollOut(1);
        eventually(() -> assertThat(ready("iris")).isEqualTo("True/RolledOut"));
    }

    @Test
    void theOldSpecIsTheOldRevision() {
        var kubelet = serving("iris", MODEL, 1);
        var first = deployment("iris").getSpec().getTemplate();
        patch("iris", "{spec: {model: {uri: 'https://models.example.com/b.onnx'}}}");
        eventually(() -> assertThat(deployment("iris").getSpec().getTemplate()).isNotEqualTo(first));

        patch("iris", "{spec: {model: {uri: 'https://models.example.com/a.onnx'}}}");

        eventually(() -> assertThat(deployment("iris").getSpec().getTemplate()).isEqualTo(first));
        kubelet.rollOut(1);
        eventually(() -> assertThat(ready("iris")).isEqualTo("True/RolledOut"));
    }

    @Test
    void anUnknownRevisionIsRefusedByNameAndWhatRunsGoesOn() {
        serving("iris", MODEL, 1);
        var active = status("iris").activeRevision();

        annotate("slipway.dev/rollback-to: 0000000000");

        eventually(() -> assertThat(ready("iris")).isEqualTo("False/ReferenceNotFound"));
        assertThat(condition("iris", ConditionType.READY).message())
                .contains("0000000000")
                .contains("Kept: " + active);
        assertThat(deployedRevision()).isEqualTo(active);
    }

    @Test
    void fiveRevisionsAreKept() {
        operator();
        create("iris", MODEL);
        for (var model : List.of("b", "c", "d", "e", "f", "g", "h")) {
            patch("iris", "{spec: {model: {uri: 'https://models.example.com/%s.onnx'}}}".formatted(model));
            eventually(() ->
                    assertThat(status("iris").revisions().getFirst().uri()).endsWith(model + ".onnx"));
        }
        assertThat(status("iris").revisions())
                .extracting(r -> String.valueOf(r.uri()).replaceAll(".*/", ""))
                .containsExactly("h.onnx", "g.onnx", "f.onnx", "e.onnx", "d.onnx");
        var names =
                status("iris").revisions().stream().map(r -> "iris-" + r.name()).toList();
        eventually(() -> assertThat(client.configMaps()
                        .inNamespace(namespace)
                        .withLabel("slipway.dev/modeldeployment", "iris")
                        .list()
                        .getItems())
                .extracting(c -> c.getMetadata().getName())
                .containsExactlyInAnyOrderElementsOf(names));
    }

    @Test
    void aRefusedSpecKeepsTheLastValidOneRunning() {
        serving("iris", MODEL + ", scaling: {mode: Hpa, minReplicas: 2, maxReplicas: 4}", 2);
        var before = deployment("iris");

        patch(
                "iris",
                "{spec: {model: {uri: 's3://bucket/b.onnx'}, scaling: {mode: Fixed, minReplicas: 9, maxReplicas: null}, rollout: {progressDeadline: 99999999d}}}");

        eventually(() -> assertThat(ready("iris")).isEqualTo("False/InvalidSpec"));
        assertThat(condition("iris", ConditionType.STALLED).status()).isEqualTo("True");
        assertThat(condition("iris", ConditionType.AVAILABLE).status()).isEqualTo("True");
        assertThat(deployment("iris").getSpec()).isEqualTo(before.getSpec());
        assertThat(client.autoscaling()
                        .v2()
                        .horizontalPodAutoscalers()
                        .inNamespace(namespace)
                        .withName("iris")
                        .get())
                .isNotNull();

        patch("iris", "{spec: {model: {uri: 'https://models.example.com/a.onnx'}, rollout: null}}");
        eventually(() -> assertThat(deployment("iris").getSpec().getReplicas()).isEqualTo(9));
    }

    @Test
    void aDurationBeyondAllBoundsIsRefusedNotLooped() {
        operator();
        create("iris", MODEL + ", rollout: {progressDeadline: 99999999d}");

        eventually(() -> assertThat(ready("iris")).isEqualTo("False/InvalidSpec"));
        assertThat(condition("iris", ConditionType.READY).message())
                .startsWith("spec.rollout.progressDeadline 99999999d is out of range: ");
    }

    private void annotate(String annotation) {
        patch("iris", "{metadata: {annotations: {" + annotation + "}}}");
    }

    private String image() {
        return deployment("iris")
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getImage();
    }

    private String deployedRevision() {
        return deployment("iris")
                .getSpec()
                .getTemplate()
                .getMetadata()
                .getLabels()
                .getOrDefault("slipway.dev/revision", "");
    }
}

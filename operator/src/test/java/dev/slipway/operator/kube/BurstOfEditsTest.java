package dev.slipway.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.operator.status.ConditionType;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** The regression tests for events that get lost while the status is being written. */
class BurstOfEditsTest extends ApiServerTest {
    private static final String MODEL = "model: {uri: 'https://models.example.com/0.onnx'}";
    private static final int EDITS = 120;

    @RepeatedTest(2)
    void theLastOfManyQuickEditsIsObserved() {
        operator();
        create("iris", MODEL);
        for (var edit = 1; edit <= EDITS; edit++) {
            patch("iris", "{spec: {model: {uri: 'https://models.example.com/%d.onnx'}}}".formatted(edit));
        }
        var generation = model("iris").require().getMetadata().getGeneration();

        eventually(() -> assertThat(status("iris").observedGeneration()).isEqualTo(generation));
        assertThat(status("iris").revisions().getFirst().uri()).endsWith("/%d.onnx".formatted(EDITS));
        assertThat(status("iris").revisions()).hasSizeLessThanOrEqualTo(5);
        assertThat(deployedConfig()).contains("/%d.onnx".formatted(EDITS));
        eventually(() -> assertThat(client.configMaps()
                        .inNamespace(namespace)
                        .withLabel("slipway.dev/modeldeployment", "iris")
                        .list()
                        .getItems())
                .hasSizeLessThanOrEqualTo(5));
    }

    @Test
    void aPauseRightAfterEditsIsObservedAndStopsChanges() {
        operator();
        create("iris", MODEL);
        eventually(() -> deployment("iris"));
        for (var edit = 1; edit <= 20; edit++) {
            patch("iris", "{spec: {scaling: {minReplicas: %d}}}".formatted(edit));
        }
        annotate("iris", "slipway.dev/paused", "'true'");
        eventually(() ->
                assertThat(condition("iris", ConditionType.PAUSED).status()).isEqualTo("True"));
        var generation = deployment("iris").getMetadata().getGeneration();

        patch("iris", "{spec: {scaling: {minReplicas: 99}}}");
        eventually(() -> assertThat(status("iris").observedGeneration())
                .isEqualTo(model("iris").require().getMetadata().getGeneration()));
        assertThat(deployment("iris").getMetadata().getGeneration()).isEqualTo(generation);
        assertThat(ready("iris")).isEqualTo("False/Paused");

        annotate("iris", "slipway.dev/paused", "null");
        eventually(() -> assertThat(deployment("iris").getSpec().getReplicas()).isEqualTo(99));
        eventually(() ->
                assertThat(condition("iris", ConditionType.PAUSED).status()).isEqualTo("False"));
    }

    @Test
    void aDeletionRightAfterEditsEndsAllWork() {
        operator();
        create("iris", MODEL);
        eventually(() -> deployment("iris"));
        for (var edit = 1; edit <= 20; edit++) {
            patch("iris", "{spec: {scaling: {minReplicas: %d}}}".formatted(edit));
        }
        model("iris").delete();
        create("other", MODEL);
        eventually(() -> assertThat(ready("other")).isEqualTo("False/Pending"));
        client.apps().deployments().inNamespace(namespace).withName("iris").delete();
        operator().calls.forget();
        sentinel();

        assertThat(operator().calls.count("iris")).isZero();
        assertThat(client.apps()
                        .deployments()
                        .inNamespace(namespace)
                        .withName("iris")
                        .get())
                .isNull();
    }

    @Test
    void aModelThatIsBeingDeletedGetsNoNewChildren() {
        operator();
        create("iris", MODEL);
        eventually(() -> deployment("iris"));
        model("iris").withPropagationPolicy(DeletionPropagation.FOREGROUND).delete();
        eventually(() -> assertThat(model("iris").require().getMetadata().getDeletionTimestamp())
                .isNotNull());
        sentinel();
        operator().calls.forget();

        client.resources(Deployment.class)
                .inNamespace(namespace)
                .withName("iris")
                .delete();
        client.services().inNamespace(namespace).withName("iris").delete();
        sentinel();

        assertThat(operator().calls.count("/iris")).isZero();
    }

    /** Another model that comes up proves that what happened before has been worked off. */
    private void sentinel() {
        var name = "sentinel-" + System.nanoTime();
        create(name, MODEL);
        eventually(() -> assertThat(ready(name)).isEqualTo("False/Pending"));
    }

    private String deployedConfig() {
        var volumes = deployment("iris").getSpec().getTemplate().getSpec().getVolumes();
        var name = volumes.stream()
                .filter(v -> v.getConfigMap() != null)
                .findFirst()
                .orElseThrow()
                .getConfigMap()
                .getName();
        return client.configMaps()
                .inNamespace(namespace)
                .withName(name)
                .require()
                .getData()
                .getOrDefault("model-server.json", "");
    }

    private void annotate(String name, String annotation, String value) {
        model(name)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        Yaml.toJson("{metadata: {annotations: {%s: %s}}}".formatted(annotation, value)));
    }
}

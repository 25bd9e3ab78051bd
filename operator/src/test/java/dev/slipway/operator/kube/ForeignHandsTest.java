package dev.slipway.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Others in the namespace: those who undo our work, those who add to it, and those who were there first. */
class ForeignHandsTest extends ApiServerTest {
    private static final String MODEL = "model: {uri: 'https://models.example.com/iris.onnx'}";

    static Stream<Arguments> hostileEdits() {
        return Stream.of(
                Arguments.of(
                        "Deployment",
                        "{spec: {template: {spec: {containers: [{name: model-server, image: 'evil/x:1'}]}}}}",
                        ".spec.template.spec.containers[model-server].image"),
                Arguments.of(
                        "Deployment",
                        "{spec: {template: {spec: {containers: [{name: model-server, args: [serve, --debug]}]}}}}",
                        ".spec.template.spec.containers[model-server].args"),
                Arguments.of("Service", "{spec: {selector: {extra: label}}}", ".spec.selector"),
                Arguments.of("Service", "{spec: {ports: [{port: 80, targetPort: 81}]}}", ".spec.ports[80].targetPort"),
                Arguments.of(
                        "Service", "{metadata: {labels: {app.kubernetes.io/instance: x}}}", ".metadata.labels.app"),
                Arguments.of(
                        "Deployment",
                        "{metadata: {labels: {app.kubernetes.io/name: other}}}",
                        ".metadata.labels.app.kubernetes.io/name"),
                Arguments.of("ServiceAccount", "{automountServiceAccountToken: true}", ".automountServiceAccountToken"),
                Arguments.of("HorizontalPodAutoscaler", "{spec: {maxReplicas: 100}}", ".spec.maxReplicas"),
                Arguments.of("PodDisruptionBudget", "{spec: {maxUnavailable: 100%}}", ".spec.maxUnavailable"),
                Arguments.of("NetworkPolicy", "{spec: {ingress: [{}]}}", ".spec.ingress"));
    }

    @ParameterizedTest
    @MethodSource("hostileEdits")
    void aFieldOfOursIsSetBackAndReported(String kind, String edit, String path) {
        serving(
                "iris",
                MODEL + ", scaling: {mode: Hpa, minReplicas: 2, maxReplicas: 4}, networkPolicy: {enabled: true}",
                2);
        var wanted = spec(kind);
        for (var round = 0; round < 3; round++) {
            strategicMerge(kind, edit);
            eventually(() -> assertThat(spec(kind)).isEqualTo(wanted));
        }
        eventually(() -> assertThat(events("ChildRepaired"))
                .anySatisfy(e -> assertThat(e.getMessage()).startsWith(kind + " iris: " + path)));
        assertThat(events("ChildRepaired")).hasSizeLessThanOrEqualTo(2);
        // A generation that the Deployment controller has not seen yet is a rollout.
        eventually(() -> assertThat(ready("iris")).isEqualTo("True/RolledOut"));
    }

    @Test
    void fieldsOfOthersAreLeftAlone() {
        serving("iris", MODEL, 1);
        strategicMerge("Deployment", """
                {metadata: {annotations: {team: ml}, labels: {cost: '7'}}, spec: {template: {metadata: {labels: {mesh: on}},
                 spec: {containers: [{name: sidecar, image: 'mesh:1'}]}}}}""");
        kubelet("iris").rollOut(1);
        eventually(() -> assertThat(ready("iris")).isEqualTo("True/RolledOut"));
        operator().calls.forget();
        var before = operator().reconciles();

        strategicMerge("Deployment", "{metadata: {annotations: {team: other}}}");
        strategicMerge("Service", "{metadata: {annotations: {team: other}}, spec: {sessionAffinity: ClientIP}}");

        eventually(() -> assertThat(operator().reconciles()).isGreaterThan(before));
        patch("iris", "{spec: {scaling: {minReplicas: 2}}}");
        eventually(() -> assertThat(deployment("iris").getSpec().getReplicas()).isEqualTo(2));
        var deployment = deployment("iris");
        assertThat(deployment.getMetadata().getAnnotations()).containsEntry("team", "other");
        assertThat(deployment.getMetadata().getLabels()).containsEntry("cost", "7");
        assertThat(deployment.getSpec().getTemplate().getSpec().getContainers())
                .extracting(c -> c.getName())
                .containsExactlyInAnyOrder("model-server", "sidecar");
        assertThat(operator().calls.count("PATCH /api/v1/namespaces/" + namespace + "/services"))
                .isZero();
        assertThat(operator().calls.count("/deployments/iris")).isEqualTo(1);
        assertThat(events("ChildRepaired")).isEmpty();
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.ValueSource(strings = {"Deployment", "Service", "ServiceAccount"})
    void aDeletedChildIsMadeAgain(String kind) {
        serving("iris", MODEL, 1);
        var uid = resource(kind, "iris").getMetadata().getUid();

        client.resource(resource(kind, "iris")).delete();

        eventually(
                () -> assertThat(resource(kind, "iris").getMetadata().getUid()).isNotEqualTo(uid));
        eventually(() -> assertThat(events("ChildRepaired"))
                .anySatisfy(e -> assertThat(e.getMessage()).startsWith(kind + " iris was deleted")));
    }

    private Object spec(String kind) {
        var object = resource(kind, "iris");
        var labels = object.getMetadata().getLabels();
        return object.getAdditionalProperties()
                        .getOrDefault("spec", object.getAdditionalProperties().get("automountServiceAccountToken"))
                + "/" + labels.get("app.kubernetes.io/name");
    }

    private GenericKubernetesResource resource(String kind, String name) {
        return client.genericKubernetesResources(apiVersion(kind), kind)
                .inNamespace(namespace)
                .withName(name)
                .require();
    }

    private void strategicMerge(String kind, String edit) {
        client.genericKubernetesResources(apiVersion(kind), kind)
                .inNamespace(namespace)
                .withName("iris")
                .patch(
                        new PatchContext.Builder()
                                .withPatchType(PatchType.STRATEGIC_MERGE)
                                .withFieldManager("hostile")
                                .build(),
                        Yaml.toJson(edit));
    }

    private static String apiVersion(String kind) {
        return switch (kind) {
            case "Deployment" -> "apps/v1";
            case "HorizontalPodAutoscaler" -> "autoscaling/v2";
            case "PodDisruptionBudget" -> "policy/v1";
            case "NetworkPolicy" -> "networking.k8s.io/v1";
            default -> "v1";
        };
    }
}

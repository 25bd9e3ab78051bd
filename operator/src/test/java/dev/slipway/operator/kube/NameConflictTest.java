package dev.slipway.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.operator.status.ConditionType;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Objects that were there first. */
class NameConflictTest extends ApiServerTest {
    private static final String MODEL = "model: {uri: 'https://models.example.com/iris.onnx'}";

    static Stream<Arguments> foreignObjects() {
        return Stream.of(
                Arguments.of(
                        "Service",
                        "{apiVersion: v1, kind: Service, metadata: {name: iris}, spec: {ports: [{port: 99}]}}"),
                Arguments.of("ServiceAccount", "{apiVersion: v1, kind: ServiceAccount, metadata: {name: iris}}"),
                Arguments.of(
                        "ServiceAccount",
                        "{apiVersion: v1, kind: ServiceAccount, metadata: {name: iris, labels: {team: ml}}}"),
                Arguments.of("Deployment", """
                        {apiVersion: apps/v1, kind: Deployment, metadata: {name: iris}, spec: {selector: {matchLabels: {a: b}},
                         template: {metadata: {labels: {a: b}}, spec: {containers: [{name: x, image: y}]}}}}"""),
                Arguments.of(
                        "ConfigMap",
                        "{apiVersion: v1, kind: ConfigMap, metadata: {name: iris-REVISION}, data: {a: b}}"));
    }

    @ParameterizedTest
    @MethodSource("foreignObjects")
    void whoWasThereFirstIsNotTakenOver(String kind, String yaml) {
        var revision = revisionOf(MODEL);
        var foreign = Yaml.object(yaml.replace("REVISION", revision));
        foreign.getMetadata().setNamespace(namespace);
        client.resource(foreign).create();
        agesByASecond(foreign);
        var name = foreign.getMetadata().getName();
        var before = withoutBookkeeping(kind, name);
        operator();
        create("iris", MODEL);

        eventually(() -> assertThat(ready("iris")).isEqualTo("False/NameConflict"));
        assertThat(condition("iris", ConditionType.READY).message())
                .startsWith(kind + " " + name + " exists and belongs to somebody else.");
        assertThat(withoutBookkeeping(kind, name)).isEqualTo(before);
        var version = resource(kind, name).getMetadata().getResourceVersion();

        var reconciles = operator().reconciles();
        eventually(() -> assertThat(operator().reconciles()).isGreaterThan(reconciles));
        assertThat(resource(kind, name).getMetadata().getResourceVersion()).isEqualTo(version);

        client.resource(resource(kind, name)).delete();
        eventually(() -> assertThat(ready("iris")).isEqualTo("False/Pending"));
        assertThat(resource(kind, name).getMetadata().getOwnerReferences()).hasSize(1);
    }

    /** An object without any field of its own shows only by its age, in seconds, that it was there first. */
    private void agesByASecond(HasMetadata foreign) {
        if (!foreign.getKind().equals("ServiceAccount")) {
            return;
        }
        var started = System.nanoTime();
        eventually(() -> assertThat(System.nanoTime() - started).isGreaterThan(2_500_000_000L));
    }

    private String revisionOf(String spec) {
        try (var _ = new RunningOperator(namespace)) {
            create("probe", spec);
            eventually(() -> assertThat(status("probe").revisions()).isNotEmpty());
            return status("probe").revisions().getFirst().name();
        }
    }

    private HasMetadata withoutBookkeeping(String kind, String name) {
        var copy = Serialization.clone(resource(kind, name));
        copy.getMetadata().setManagedFields(null);
        copy.getMetadata().setResourceVersion(null);
        return copy;
    }

    private GenericKubernetesResource resource(String kind, String name) {
        return client.genericKubernetesResources(apiVersion(kind), kind)
                .inNamespace(namespace)
                .withName(name)
                .require();
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

package dev.slipway.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.operator.status.ConditionType;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TroubleWithApiServerTest extends ApiServerTest {
    private static final String MODEL = "model: {uri: 'https://models.example.com/iris.onnx'}";

    @ParameterizedTest
    @ValueSource(ints = {500, 429, 409})
    void childrenThatCannotBeWrittenAreToldAndWrittenLater(int code) throws IOException {
        operator();
        try (var _ = operator().calls.fail(call -> call.contains("/deployments"), code)) {
            create("iris", MODEL);
            eventually(() -> assertThat(ready("iris")).isIn("False/ApplyFailed", "False/NameConflict"));
            assertThat(ready("iris")).isEqualTo("False/ApplyFailed");
            assertThat(condition("iris", ConditionType.READY).message()).startsWith("Deployment iris: ");
        }
        eventually(() -> assertThat(ready("iris")).isEqualTo("False/Pending"));
        assertThat(deployment("iris").getSpec().getReplicas()).isEqualTo(1);
    }

    @Test
    void aStatusThatCannotBeWrittenIsWrittenLater() throws IOException {
        operator();
        try (var _ = operator().calls.fail(call -> call.contains("/status"), 500)) {
            create("iris", MODEL);
            eventually(() -> assertThat(operator().calls.count("/iris/status")).isGreaterThan(1));
            assertThat(model("iris").require().getStatus()).isNull();
        }
        eventually(() -> assertThat(ready("iris")).isEqualTo("False/Pending"));
    }

    @Test
    void aRoleThatIsTooSmallIsNamed() {
        client.resource(Yaml.object("""
                {apiVersion: rbac.authorization.k8s.io/v1, kind: Role, metadata: {name: operator, namespace: %1$s},
                 rules: [{apiGroups: ['', apps, batch, slipway.dev, autoscaling, policy, networking.k8s.io],
                  resources: [modeldeployments, featureviews, driftmonitors, inferenceroutes, cronjobs, jobs, configmaps, serviceaccounts, services, deployments, poddisruptionbudgets,
                   horizontalpodautoscalers, networkpolicies, pods], verbs: [get, list, watch]},
                 {apiGroups: ['', apps, slipway.dev], resources: [configmaps, serviceaccounts, deployments,
                   modeldeployments/status, events], verbs: [create, patch]}]}""".formatted(namespace))).create();
        client.resource(Yaml.object("""
                {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRole, metadata: {name: crds-%1$s},
                 rules: [{apiGroups: [apiextensions.k8s.io], resources: [customresourcedefinitions], verbs: [get, list, watch]}]}""".formatted(namespace))).create();
        client.resource(Yaml.object("""
                {apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: crds-%1$s},
                 subjects: [{kind: User, name: user-%1$s}], roleRef: {kind: ClusterRole, name: crds-%1$s, apiGroup: rbac.authorization.k8s.io}}""".formatted(namespace))).create();
        client.resource(Yaml.object("""
                {apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: operator, namespace: %1$s},
                 subjects: [{kind: User, name: user-%1$s}], roleRef: {kind: Role, name: operator, apiGroup: rbac.authorization.k8s.io}}""".formatted(namespace))).create();
        try (var _ = new RunningOperator(namespace, RunningOperator.IMAGE, "user-" + namespace)) {
            create("iris", MODEL);

            eventually(() -> assertThat(ready("iris")).isEqualTo("False/ApplyForbidden"));
            assertThat(condition("iris", ConditionType.READY).message())
                    .startsWith("Service iris: services \"iris\" is forbidden");
            assertThat(condition("iris", ConditionType.STALLED).status()).isEqualTo("True");
            assertThat(deployment("iris")).isNotNull();
        }
    }

    @Test
    void whatTheApiServerRefusesIsToldInItsWords() {
        operator();
        create("iris", MODEL + ", scheduling: {nodeSelector: {'not a label!': x}}");

        eventually(() -> assertThat(ready("iris")).isEqualTo("False/InvalidSpec"));
        assertThat(condition("iris", ConditionType.READY).message())
                .startsWith("Deployment iris was refused: ")
                .contains("not a label!");
    }

    @Test
    void aNamespaceThatIsBeingDeletedIsNoStalledModel() {
        operator();
        create("iris", MODEL);
        eventually(() -> deployment("iris"));
        client.namespaces().withName(namespace).delete();
        eventually(() -> assertThat(client.namespaces()
                        .withName(namespace)
                        .require()
                        .getStatus()
                        .getPhase())
                .isEqualTo("Terminating"));

        client.services().inNamespace(namespace).withName("iris").delete();

        eventually(() -> assertThat(ready("iris")).isEqualTo("False/ApplyFailed"));
        assertThat(condition("iris", ConditionType.READY).message())
                .isEqualTo("Service iris: the namespace is being deleted.");
        assertThat(condition("iris", ConditionType.STALLED).status()).isEqualTo("False");
    }
}

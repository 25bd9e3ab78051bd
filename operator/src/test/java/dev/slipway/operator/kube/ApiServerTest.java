package dev.slipway.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.api.common.Condition;
import dev.slipway.api.modeldeployment.ModelDeployment;
import dev.slipway.api.modeldeployment.ModelDeploymentStatus;
import dev.slipway.operator.model.CanonicalJson;
import dev.slipway.operator.status.ConditionType;
import dev.slipway.operator.status.Conditions;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.awaitility.core.ThrowingRunnable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** A namespace of the real API server for each test, and short words for what a user does there. */
abstract class ApiServerTest {
    /** A guard against a test that hangs, not an expectation. */
    private static final Duration PATIENCE = Duration.ofSeconds(40);

    final KubernetesClient client = ApiServer.get().client();
    final String namespace = ApiServer.newNamespace(client);
    private @Nullable RunningOperator operator;

    RunningOperator operator() {
        if (operator == null) {
            operator = new RunningOperator(namespace);
        }
        return operator;
    }

    @AfterEach
    void stop() {
        if (operator != null) {
            operator.close();
        }
        client.close();
    }

    /** Waits until reconciles stop: what is written is seen, and what is seen is worked off. */
    void settle() {
        var last = new long[] {-1, 0};
        eventually(() -> {
            var now = operator().reconciles();
            last[1] = now == last[0] ? last[1] + 1 : 0;
            last[0] = now;
            assertThat(last[1]).isGreaterThan(20);
        });
    }

    /** @param spec in YAML's flow form, without its outer braces */
    ModelDeployment create(String name, String spec) {
        return client.resource(document(name, spec)).create();
    }

    private ModelDeployment document(String name, String spec) {
        return CanonicalJson.read(
                Yaml.toJson(
                        "{apiVersion: slipway.dev/v1alpha1, kind: ModelDeployment, metadata: {name: %s, namespace: %s}, spec: {%s}}"
                                .formatted(name, namespace, spec)),
                ModelDeployment.class);
    }

    Resource<ModelDeployment> model(String name) {
        return client.resources(ModelDeployment.class).inNamespace(namespace).withName(name);
    }

    /** Changes parts of a spec, as {@code kubectl patch --type merge} does. */
    ModelDeployment patch(String name, String merge) {
        return model(name).patch(PatchContext.of(PatchType.JSON_MERGE), Yaml.toJson(merge));
    }

    ModelDeploymentStatus status(String name) {
        var status = model(name).require().getStatus();
        assertThat(status).isNotNull();
        return status;
    }

    Condition condition(String name, ConditionType type) {
        return Conditions.find(status(name).conditions(), type).orElseThrow();
    }

    /** {@code True/RolledOut}. */
    String ready(String name) {
        var ready = condition(name, ConditionType.READY);
        return ready.status() + "/" + ready.reason();
    }

    Deployment deployment(String name) {
        return client.apps().deployments().inNamespace(namespace).withName(name).require();
    }

    PlayedKubelet kubelet(String model) {
        return new PlayedKubelet(client, namespace, model);
    }

    List<Event> events(String reason) {
        return client.v1().events().inNamespace(namespace).list().getItems().stream()
                .filter(e -> reason.equals(e.getReason()))
                .toList();
    }

    /** A model that serves. */
    PlayedKubelet serving(String name, String spec, int replicas) {
        operator();
        create(name, spec);
        eventually(() -> assertThat(status(name).conditions()).isNotEmpty());
        var kubelet = kubelet(name);
        kubelet.rollOut(replicas);
        eventually(() -> assertThat(ready(name)).isEqualTo("True/RolledOut"));
        return kubelet;
    }

    /** Sees an object each time it changes: also what a look now and then would miss. */
    static <T> Watcher<T> each(Consumer<T> seen) {
        return new Watcher<>() {
            @Override
            public void eventReceived(Action action, T object) {
                seen.accept(object);
            }

            @Override
            public void onClose(WatcherException cause) {}
        };
    }

    static void eventually(ThrowingRunnable assertion) {
        await().ignoreExceptions()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(50))
                .untilAsserted(assertion);
    }
}

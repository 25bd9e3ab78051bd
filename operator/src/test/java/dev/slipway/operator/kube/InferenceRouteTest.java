package dev.slipway.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.inferenceroute.InferenceRoute;
import dev.slipway.api.inferenceroute.InferenceRouteStatus;
import dev.slipway.api.inferenceroute.InferenceRouteStatus.RolloutStatus;
import dev.slipway.operator.inferenceroute.SeenRoute;
import dev.slipway.operator.inferenceroute.plan.RoutePlan;
import dev.slipway.operator.model.CanonicalJson;
import dev.slipway.operator.model.DocumentHash;
import dev.slipway.operator.status.ConditionType;
import dev.slipway.operator.status.Conditions;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** InferenceRoutes on a real API server: what is stored, what it costs, whose objects are left alone. */
class InferenceRouteTest extends ApiServerTest {
    private static final String ONE = "targets: [{name: main, modelDeploymentRef: {name: iris}}]";
    private static final String TWO =
            "targets: [{name: main, modelDeploymentRef: {name: iris}}, {name: next, modelDeploymentRef: {name: next}}]";

    private InferenceRoute route(String spec) {
        return client.resource(CanonicalJson.read(
                        Yaml.toJson(
                                "{apiVersion: slipway.dev/v1alpha1, kind: InferenceRoute, metadata: {name: fraud, namespace: %s}, spec: {%s}}"
                                        .formatted(namespace, spec)),
                        InferenceRoute.class))
                .create();
    }

    private Resource<InferenceRoute> resource() {
        return client.resources(InferenceRoute.class).inNamespace(namespace).withName("fraud");
    }

    private InferenceRouteStatus routeStatus() {
        var status = resource().require().getStatus();
        assertThat(status).isNotNull();
        return status;
    }

    private RolloutStatus rollout() {
        return Objects.requireNonNull(routeStatus().rollout());
    }

    private String routeReady() {
        var ready =
                Conditions.find(routeStatus().conditions(), ConditionType.READY).orElseThrow();
        return ready.status() + "/" + ready.reason();
    }

    private void patchRoute(String merge) {
        resource().patch(PatchContext.of(PatchType.JSON_MERGE), Yaml.toJson(merge));
    }

    private String document() {
        return client.configMaps()
                .inNamespace(namespace)
                .withName("fraud-router")
                .require()
                .getData()
                .getOrDefault("inference-router.json", "");
    }

    @Test
    void everyChildIsStoredAsPlannedAndASecondTimeChangesNothing() {
        var route = route(TWO
                + ", dataPlane: {scaling: {mode: Hpa, minReplicas: 2, maxReplicas: 10, metrics: {requestsPerSecond: 100}}},"
                + " auth: {apiKeys: {secretRef: {name: keys.of.callers}}}, cache: {ttl: 10s},"
                + " rollout: {candidate: next, baseline: main}");
        for (var child : RoutePlan.of(SeenRoute.of(route, List.of())).children()) {
            Ownership.claim(route, child);
            client.resource(child).fieldManager("slipway").serverSideApply();
            var stored = client.resource(child).get();
            assertThat(OwnFields.difference(stored, child, "slipway"))
                    .as(child.getKind())
                    .isEmpty();

            client.resource(child).fieldManager("slipway").serverSideApply();
            assertThat(client.resource(child).get().getMetadata().getResourceVersion())
                    .as(child.getKind())
                    .isEqualTo(stored.getMetadata().getResourceVersion());
        }
    }

    @Test
    void aRouteIsReadyOnceItsRoutersHaveItsDocumentAndFollowsTheLastOfManyEdits() throws Exception {
        serving("iris", "model: {uri: 'https://m/iris.onnx'}", 1);
        route(ONE);
        eventually(() -> deployment("fraud-router"));
        try (var router = new PlayedRouter(client, namespace, "fraud")) {
            eventually(() -> assertThat(routeReady()).isEqualTo("False/ConfigurationPending"));
            router.takesTheDocument();
            eventually(() -> assertThat(routeReady()).isEqualTo("True/Settled"));
            assertThat(routeStatus().traffic()).isEqualTo("main=100");

            for (var edit = 1; edit <= 40; edit++) {
                patchRoute("{spec: {deadline: %dms}}".formatted(edit));
            }
            eventually(() -> assertThat(document()).contains("\"deadline\":\"40ms\""));
            eventually(() -> assertThat(routeStatus().observedGeneration())
                    .isEqualTo(resource().require().getMetadata().getGeneration()));
            assertThat(routeReady()).isEqualTo("False/ConfigurationPending");
            eventually(() -> assertThat(nudge(router)).startsWith(DocumentHash.of(document()) + "@"));
            router.takesTheDocument();
            eventually(() -> assertThat(routeReady()).isEqualTo("True/Settled"));

            isSilentAtRest();
        }
    }

    private String nudge(PlayedRouter router) {
        return client.pods()
                .inNamespace(namespace)
                .withName(router.name())
                .require()
                .getMetadata()
                .getAnnotations()
                .getOrDefault("slipway.dev/configuration", "");
    }

    private void isSilentAtRest() {
        settle();
        operator().calls.forget();
        var before = operator().reconciles();
        client.services()
                .inNamespace(namespace)
                .withName("fraud-router")
                .edit(s -> s.edit()
                        .editMetadata()
                        .addToAnnotations(Map.of("example.com/note", "irrelevant"))
                        .endMetadata()
                        .build());
        eventually(() -> assertThat(operator().reconciles()).isGreaterThan(before));
        settle();
        assertThat(operator().calls.all()).isEmpty();
    }

    @Test
    void aRefusedDocumentIsToldWithTheRoutersOwnWords() throws Exception {
        serving("iris", "model: {uri: 'https://m/iris.onnx'}", 1);
        route(ONE);
        eventually(() -> deployment("fraud-router"));
        try (var router = new PlayedRouter(client, namespace, "fraud")) {
            router.says("sha256:0", Map.of("configError", "$.rules: no"));
            eventually(() -> assertThat(routeReady()).isEqualTo("False/ConfigurationRefused"));
            assertThat(routeStatus().conditions().getFirst().message()).contains("$.rules: no");
        }
    }

    @Test
    void weightsMoveByThemselvesAsRoutersJudgeAndAVerdictIsFinal() throws Exception {
        serving("iris", "model: {uri: 'https://m/iris.onnx'}", 1);
        serving("next", "model: {uri: 'https://m/next.onnx'}", 1);
        route(TWO + ", rules: [{split: [{target: main, weight: 100}, {target: next, weight: 0}]}],"
                + " rollout: {candidate: next, baseline: main, steps: [{weight: 10, hold: 1s}, {weight: 100}]}");
        eventually(() -> deployment("fraud-router"));
        try (var router = new PlayedRouter(client, namespace, "fraud")) {
            eventually(() -> assertThat(rollout().id()).isNotNull());
            var id = String.valueOf(rollout().id());
            router.says(DocumentHash.of(document()), Map.of("rollout", trial(id, "Progressing", 0, 1000, 25)));
            eventually(() -> assertThat(rollout().summary()).isEqualTo("2/2 100%"));
            assertThat(document()).contains("\"control\":{\"step\":1}");

            router.says(DocumentHash.of(document()), Map.of("rollout", trial(id, "RolledBack", 1, 10, 3)));
            eventually(() -> assertThat(routeReady()).isEqualTo("False/CandidateRolledBack"));
            assertThat(document()).contains("\"rolledBack\":\"errors\"");
            assertThat(routeStatus().traffic()).isEqualTo("main=100");

            router.says(DocumentHash.of(document()), Map.of("rollout", trial(id, "Progressing", 1, 99_000, 999)));
            patchRoute("{spec: {deadline: 77ms}}");
            eventually(() -> assertThat(document()).contains("77ms"));
            assertThat(document()).contains("\"rolledBack\":\"errors\"");
        }
    }

    private static Map<String, Object> trial(String id, String phase, int step, long millis, long exposures) {
        return Map.of(
                "id",
                id,
                "phase",
                phase,
                "reason",
                "errors",
                "step",
                step,
                "stepMillis",
                millis,
                "totalMillis",
                millis,
                "stepTally",
                Map.of("candidate", exposures, "baseline", exposures),
                "exposures",
                exposures);
    }

    @Test
    void aServiceOfSomebodyElseIsLeftAlone() {
        var foreign = client.resource(new ServiceBuilder()
                        .withNewMetadata()
                        .withName("fraud-router")
                        .withNamespace(namespace)
                        .endMetadata()
                        .withNewSpec()
                        .addNewPort()
                        .withPort(1234)
                        .endPort()
                        .endSpec()
                        .build())
                .create();
        operator();
        route(ONE);
        eventually(() -> assertThat(routeReady()).isEqualTo("False/NameConflict"));
        assertThat(client.services()
                        .inNamespace(namespace)
                        .withName("fraud-router")
                        .require()
                        .getSpec())
                .isEqualTo(foreign.getSpec());
    }

    @Test
    void aMissingModelIsNamedAndItsComingIsSeen() {
        operator();
        route(ONE);
        eventually(() -> assertThat(routeReady()).isEqualTo("False/ReferenceNotFound"));
        assertThat(routeStatus().conditions().getFirst().message()).contains("ModelDeployment iris");

        create("iris", "model: {uri: 'https://m/iris.onnx'}");
        eventually(() -> assertThat(routeReady()).isEqualTo("False/NoneHealthy"));
        eventually(() -> deployment("fraud-router"));
    }

    @Test
    void aDeletedRouteIsLeftToTheGarbageCollector() {
        operator();
        route(ONE);
        eventually(() -> deployment("fraud-router"));
        settle();
        assertThat(deployment("fraud-router")
                        .getMetadata()
                        .getOwnerReferences()
                        .getFirst()
                        .getKind())
                .isEqualTo("InferenceRoute");
        resource().delete();
        client.apps()
                .deployments()
                .inNamespace(namespace)
                .withName("fraud-router")
                .delete();
        settle();
        assertThat(client.apps()
                        .deployments()
                        .inNamespace(namespace)
                        .withName("fraud-router")
                        .get())
                .isNull();
    }
}

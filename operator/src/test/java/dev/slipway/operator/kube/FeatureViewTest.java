package dev.slipway.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.featureview.FeatureView;
import dev.slipway.api.modeldeployment.ModelDeployment;
import dev.slipway.operator.featureview.SeenView;
import dev.slipway.operator.featureview.plan.FeaturePlan;
import dev.slipway.operator.model.CanonicalJson;
import dev.slipway.operator.status.ConditionType;
import dev.slipway.operator.status.Conditions;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import org.junit.jupiter.api.Test;

/** FeatureViews on a real API server: what they share, what it costs, how they go. */
class FeatureViewTest extends ApiServerTest {
    private static final String SPEC = """
        entities: [{name: id, type: INT64}], features: [{name: rate, type: DOUBLE}],
        source: {postgres: {secretRef: {name: pg}, table: public.stats, timestampField: at}}, online: {secretRef: {name: redis}}\
        """;

    private FeatureView view(String name, String more) {
        return client.resource(CanonicalJson.read(
                        Yaml.toJson(
                                "{apiVersion: slipway.dev/v1alpha1, kind: FeatureView, metadata: {name: %s, namespace: %s}, spec: {%s%s}}"
                                        .formatted(name, namespace, SPEC, more)),
                        FeatureView.class))
                .create();
    }

    private Resource<FeatureView> resource(String name) {
        return client.resources(FeatureView.class).inNamespace(namespace).withName(name);
    }

    private String viewReady(String name) {
        var ready = Conditions.find(resource(name).require().getStatus().conditions(), ConditionType.READY)
                .orElseThrow();
        return ready.status() + "/" + ready.reason();
    }

    private String document() {
        return client.configMaps()
                .inNamespace(namespace)
                .withName("default-features")
                .require()
                .getData()
                .getOrDefault("feature-server.json", "");
    }

    private List<String> ownersOf(HasMetadata object) {
        return object.getMetadata().getOwnerReferences().stream()
                .map(OwnerReference::getName)
                .sorted()
                .toList();
    }

    private List<Job> jobsOf(String view) {
        return client.batch()
                .v1()
                .jobs()
                .inNamespace(namespace)
                .withLabel("slipway.dev/featureview", view)
                .list()
                .getItems();
    }

    @Test
    void everyChildIsStoredAsPlannedAndASecondTimeChangesNothing() {
        var view = view("customer", """
            , serving: {scaling: {mode: Hpa, minReplicas: 2, maxReplicas: 5}, freshnessObjective: 30m},
            materialization: {resources: {requests: {cpu: 1500m}, limits: {memory: 2048Mi}}}\
            """);
        for (var child : FeaturePlan.of(SeenView.of(view, List.of())).children()) {
            Ownership.claim(view, child);
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
    void twoViewsShareAServerAndTheLastEditOfManyIsInItsDocument() {
        operator();
        view("a", "");
        view("b", "");
        eventually(() -> assertThat(document()).contains("\"name\":\"a\"", "\"name\":\"b\""));
        eventually(() -> assertThat(ownersOf(deployment("default-features"))).containsExactly("a", "b"));

        for (var edit = 1; edit <= 40; edit++) {
            resource(edit % 2 == 0 ? "a" : "b")
                    .patch(PatchContext.of(PatchType.JSON_MERGE), Yaml.toJson("{spec: {ttl: %ds}}".formatted(edit)));
        }
        eventually(() -> assertThat(document()).contains("\"ttl\":\"39s\"", "\"ttl\":\"40s\""));
        eventually(() -> assertThat(jobsOf("a")).hasSize(1));
        eventually(() -> assertThat(viewReady("a")).startsWith("False/"));
    }

    @Test
    void aReconcileWithoutWorkMakesNoCall() {
        operator();
        view("a", "");
        view("b", "");
        eventually(() -> assertThat(ownersOf(deployment("default-features"))).containsExactly("a", "b"));
        eventually(() -> assertThat(viewReady("b")).startsWith("False/"));
        settle();
        operator().calls.forget();
        var before = operator().reconciles();

        client.services()
                .inNamespace(namespace)
                .withName("default-features")
                .edit(s -> s.edit()
                        .editMetadata()
                        .addToAnnotations("example.com/note", "irrelevant")
                        .endMetadata()
                        .build());

        eventually(() -> assertThat(operator().reconciles()).isGreaterThanOrEqualTo(before + 2));
        settle();
        assertThat(operator().calls.all()).isEmpty();
    }

    @Test
    void aModelWaitsForItsFeaturesAndItsServiceFollowsTheView() {
        operator();
        client.resource(CanonicalJson.read(
                        Yaml.toJson(
                                "{apiVersion: slipway.dev/v1alpha1, kind: ModelDeployment, metadata: {name: churn, namespace: %s}, spec: {model: {uri: 'https://m/churn.onnx'}, features: {refs: ['a:rate'], entityKeys: [id]}}}"
                                        .formatted(namespace)),
                        ModelDeployment.class))
                .create();
        eventually(() -> assertThat(modelReady()).isEqualTo("False/ReferenceNotFound"));

        view("a", "");
        eventually(
                () -> assertThat(document()).contains("\"services\":[{\"features\":[\"a:rate\"],\"name\":\"churn\"}]"));
        eventually(() -> assertThat(modelReady()).doesNotContain("ReferenceNotFound"));
        eventually(() -> assertThat(deployment("churn")).isNotNull());

        resource("a")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        Yaml.toJson("{spec: {features: [{name: ratio, type: DOUBLE}]}}"));
        eventually(() -> assertThat(document()).contains("\"services\":[]"));
        eventually(() -> assertThat(modelReady()).isEqualTo("False/ReferenceNotFound"));
        assertThat(deployment("churn")).as("what ran goes on running").isNotNull();
    }

    private String modelReady() {
        var status = client.resources(ModelDeployment.class)
                .inNamespace(namespace)
                .withName("churn")
                .require()
                .getStatus();
        assertThat(status).isNotNull();
        var ready = Conditions.find(status.conditions(), ConditionType.READY).orElseThrow();
        return ready.status() + "/" + ready.reason();
    }

    @Test
    void aDeletedViewGoesWhenItsRowsAreRemoved() {
        operator();
        view("a", "");
        view("b", "");
        eventually(() -> assertThat(document()).contains("\"name\":\"a\"", "\"name\":\"b\""));
        eventually(() -> assertThat(resource("a").require().getMetadata().getFinalizers())
                .containsExactly("slipway.dev/purge"));

        resource("a").delete();
        eventually(() -> assertThat(document()).doesNotContain("\"name\":\"a\""));
        eventually(() -> assertThat(jobsOf("a"))
                .singleElement()
                .satisfies(job -> assertThat(job.getSpec()
                                .getTemplate()
                                .getSpec()
                                .getContainers()
                                .getFirst()
                                .getArgs())
                        .containsExactly("purge", "--view", "a")));
        assertThat(resource("a").get()).isNotNull();

        client.resource(jobsOf("a").getFirst())
                .editStatus(job -> job.edit()
                        .editOrNewStatus()
                        .withStartTime("2026-01-01T00:00:00Z")
                        .withCompletionTime("2026-01-01T00:00:01Z")
                        .withSucceeded(1)
                        .withNewUncountedTerminatedPods()
                        .endUncountedTerminatedPods()
                        .addNewCondition()
                        .withType("SuccessCriteriaMet")
                        .withStatus("True")
                        .endCondition()
                        .addNewCondition()
                        .withType("Complete")
                        .withStatus("True")
                        .withLastTransitionTime("2026-01-01T00:00:01Z")
                        .endCondition()
                        .endStatus()
                        .build());
        eventually(() -> assertThat(resource("a").get()).isNull());
        eventually(() -> assertThat(events("Purged")).hasSize(1));
    }

    @Test
    void aViewThatPurgesNothingGoesAtOnce() {
        operator();
        view("a", ", retention: {purgeOnDelete: false}");
        eventually(() -> assertThat(document()).contains("\"name\":\"a\""));
        resource("a").delete();
        assertThat(resource("a").get()).isNull();
    }
}

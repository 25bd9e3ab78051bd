package dev.slipway.operator.kube;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.operator.model.CanonicalJson;
import dev.slipway.operator.model.Quantities;
import dev.slipway.operator.modeldeployment.Seen;
import dev.slipway.operator.modeldeployment.plan.ServingPlan;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodTemplate;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What we plan is what the API server stores: otherwise every reconcile would find a difference. */
class CanonicalChildrenTest extends ApiServerTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "model: {uri: 'https://m/iris.onnx'}",
                """
                model: {uri: 'https://m/iris.onnx', secretRef: {name: s}}, gpu: {count: 2}, networkPolicy: {enabled: true,
                 from: [{podLabels: {a: b}}, {podLabels: {a: b}, namespaceLabels: {c: d}}]},
                server: {env: [{name: A, value: b}, {name: E, value: ''}, {name: S, secretKeyRef: {name: s, key: k}}]},
                resources: {requests: {cpu: 1500m, memory: 2048Mi}, limits: {cpu: 2000m, memory: '2147483648', ephemeral-storage: 1e9}},
                scheduling: {nodeSelector: {a: b}, tolerations: [{key: k, operator: Equal, value: a, effect: NoSchedule},
                  {key: k, operator: Exists, effect: NoExecute, tolerationSeconds: 60}, {operator: Exists}],
                  priorityClassName: p, runtimeClassName: r, serviceAccountName: x, spread: Zone},
                scaling: {mode: Hpa, minReplicas: 2, maxReplicas: 9, metrics: {cpuUtilization: 70, memoryUtilization: 80,
                  requestsPerSecond: 1000, inFlight: 8, queueDelay: 1500ms}, behavior: {scaleUp: {percent: 10}}}""",
                "model: {uri: 'pvc://claim/a/b.onnx'}, rollout: {strategy: Recreate}, networkPolicy: {enabled: true}",
            })
    void everyChildIsStoredAsPlannedAndASecondTimeChangesNothing(String spec) {
        var model = create("iris", spec);
        for (var child : ServingPlan.of(Seen.nothingBut(model)).children()) {
            Ownership.claim(model, child);
            client.resource(child).fieldManager("slipway").serverSideApply();
            var stored = client.resource(child).get();

            assertThat(CanonicalJson.read(CanonicalJson.write(projection(stored)), JsonNode.class))
                    .as(child.getKind())
                    .isEqualTo(withoutIdentity(child));
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
    void theApiServerKeepsOurSpellingOfQuantities() {
        var spellings = List.of(
                "1000m",
                "0.5",
                "2000",
                "0",
                "2048Mi",
                "0.5Gi",
                "1536Mi",
                "1024",
                "0.5Ki",
                "1.5Ki",
                "1.0001Mi",
                "1e3",
                "100e2",
                "12E3",
                "1e0",
                "0.0001",
                "1n",
                "1048576Mi",
                "1000k",
                "3000000",
                "0.1Mi",
                "1.25",
                "10000000000");
        var template = Seen.yaml(
                "{metadata: {name: q, namespace: %s}, template: {metadata: {}, spec: {containers: [%s]}}}"
                        .formatted(
                                namespace,
                                spellings.stream()
                                        .map(q ->
                                                "{name: c%d, image: x, resources: {limits: {example.com/q: '1', ephemeral-storage: '%s'}}}"
                                                        .formatted(
                                                                spellings.indexOf(q),
                                                                Quantities.canonical(new Quantity(q))))
                                        .collect(Collectors.joining(", "))),
                PodTemplate.class);

        var stored = client.resource(template).create();

        assertThat(stored.getTemplate().getSpec().getContainers().stream()
                        .map(c -> String.valueOf(c.getResources().getLimits().get("ephemeral-storage"))))
                .containsExactlyElementsOf(spellings.stream()
                        .map(q -> Quantities.canonical(new Quantity(q)).toString())
                        .toList());
    }

    /** What the API server records as ours, with its values. Written apart from what it tests. */
    private static JsonNode projection(HasMetadata stored) {
        var entry = stored.getMetadata().getManagedFields().stream()
                .filter(e -> e.getManager().equals("slipway"))
                .findFirst()
                .orElseThrow();
        return project(CanonicalJson.tree(entry.getFieldsV1()), CanonicalJson.tree(stored));
    }

    private static JsonNode project(JsonNode fields, JsonNode value) {
        if (fields.isEmpty()) {
            return value;
        }
        if (value.isArray()) {
            var items = JSON.createArrayNode();
            for (var item : value) {
                fields.properties().stream()
                        .filter(f -> f.getKey().startsWith("k:") && hasKeys(item, f.getKey()))
                        .forEach(f -> items.add(project(f.getValue(), item)));
            }
            return items;
        }
        var object = JSON.createObjectNode();
        fields.properties().stream()
                .filter(f -> f.getKey().startsWith("f:"))
                .forEach(f -> object.set(
                        f.getKey().substring(2),
                        project(f.getValue(), value.path(f.getKey().substring(2)))));
        return object;
    }

    private static boolean hasKeys(JsonNode item, String key) {
        return CanonicalJson.read(key.substring(2), JsonNode.class).properties().stream()
                .allMatch(
                        k -> k.getValue().asText().equals(item.path(k.getKey()).asText()));
    }

    private static JsonNode withoutIdentity(HasMetadata child) {
        var tree = CanonicalJson.read(CanonicalJson.write(child), ObjectNode.class);
        tree.remove(List.of("apiVersion", "kind"));
        ((ObjectNode) tree.path("metadata")).remove(List.of("name", "namespace"));
        return tree;
    }
}

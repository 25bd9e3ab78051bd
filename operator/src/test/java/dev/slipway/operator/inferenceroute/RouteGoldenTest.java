package dev.slipway.operator.inferenceroute;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.driftmonitor.DriftMonitor;
import dev.slipway.api.inferenceroute.InferenceRoute;
import dev.slipway.api.modeldeployment.ModelDeployment;
import dev.slipway.operator.Golden;
import dev.slipway.operator.inferenceroute.plan.RoutePlan;
import dev.slipway.operator.inferenceroute.readiness.RouteReadiness;
import dev.slipway.operator.inferenceroute.readiness.RouteSituation;
import dev.slipway.operator.model.Applied;
import dev.slipway.operator.model.CanonicalJson;
import dev.slipway.operator.modeldeployment.Seen;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a user writes and what exists, and what follows: children and status, as YAML to review. Each folder of
 * {@code src/test/resources/golden-inferenceroute} is a case:
 *
 * <ul>
 *   <li>{@code input.yaml}: the route, with its status so far
 *   <li>{@code earlier.yaml}: the route as it was before, if its children still exist
 *   <li>{@code observed.yaml}: what else exists: models, pods
 *   <li>{@code report.yaml}: what the routers say of themselves
 *   <li>{@code children.yaml}, {@code status.yaml}: what must follow; written anew with {@code -Dgolden.write=true}
 * </ul>
 */
class RouteGoldenTest {
    private static final Path CASES = Path.of("src/test/resources/golden-inferenceroute");

    static Stream<Path> cases() throws IOException {
        return Golden.cases(CASES);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void childrenAndStatusAreAsReviewed(Path name) throws IOException {
        var folder = CASES.resolve(name);
        var input = Seen.yaml(Files.readString(folder.resolve("input.yaml")), InferenceRoute.class);
        var report = folder.resolve("report.yaml");
        var observed = SeenRoute.of(
                input,
                existing(folder),
                Seen.yaml(Files.exists(report) ? Files.readString(report) : "{}", JsonNode.class));

        var plan = RoutePlan.of(observed);
        var situation = RouteSituation.of(observed, plan, Applied.NOTHING);
        var status = RouteStatus.of(situation, RouteReadiness.judge(situation));

        Golden.compare(
                folder.resolve("children.yaml"),
                plan.children().stream().map(RouteGoldenTest::reviewable).toList());
        Golden.compare(folder.resolve("status.yaml"), List.of(CanonicalJson.tree(status)));
    }

    private static List<HasMetadata> existing(Path folder) throws IOException {
        var objects = new ArrayList<HasMetadata>();
        for (var document : Golden.documents(folder.resolve("observed.yaml"))) {
            objects.add(object(document));
        }
        var before = folder.resolve("earlier.yaml");
        if (Files.exists(before)) {
            var earlier = Seen.yaml(Files.readString(before), InferenceRoute.class);
            objects.addAll(RoutePlan.of(SeenRoute.of(earlier, objects)).children());
        }
        return objects;
    }

    private static HasMetadata object(String text) {
        if (text.contains("kind: ModelDeployment")) {
            return Seen.yaml(text, ModelDeployment.class);
        }
        if (text.contains("kind: HTTPRoute")) {
            return Seen.yaml(text, GenericKubernetesResource.class);
        }
        return text.contains("kind: DriftMonitor")
                ? Seen.yaml(text, DriftMonitor.class)
                : (HasMetadata) Serialization.unmarshal(text, KubernetesResource.class);
    }

    /** Documents are shown as what they are. */
    private static JsonNode reviewable(HasMetadata child) {
        var tree = CanonicalJson.tree(child);
        if (child instanceof ConfigMap) {
            Golden.unfold(tree.path("data"), "inference-router.json");
        }
        return tree;
    }
}

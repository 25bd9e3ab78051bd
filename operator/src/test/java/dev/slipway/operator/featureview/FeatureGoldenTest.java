package dev.slipway.operator.featureview;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.featureview.FeatureView;
import dev.slipway.api.modeldeployment.ModelDeployment;
import dev.slipway.operator.Golden;
import dev.slipway.operator.featureview.plan.FeaturePlan;
import dev.slipway.operator.featureview.readiness.ViewReadiness;
import dev.slipway.operator.featureview.readiness.ViewSituation;
import dev.slipway.operator.model.Applied;
import dev.slipway.operator.model.CanonicalJson;
import dev.slipway.operator.modeldeployment.Seen;
import io.fabric8.kubernetes.api.model.ConfigMap;
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
 * {@code src/test/resources/golden-featureview} is a case:
 *
 * <ul>
 *   <li>{@code input.yaml}: the view, with its status so far
 *   <li>{@code earlier.yaml}: the view as it was before, if its children still exist
 *   <li>{@code observed.yaml}: what else exists, other views and models included; FIRSTRUN stands for the run of the input
 *   <li>{@code children.yaml}, {@code status.yaml}: what must follow; written anew with {@code -Dgolden.write=true}
 * </ul>
 */
class FeatureGoldenTest {
    private static final Path CASES = Path.of("src/test/resources/golden-featureview");

    static Stream<Path> cases() throws IOException {
        return Golden.cases(CASES);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void childrenAndStatusAreAsReviewed(Path name) throws IOException {
        var folder = CASES.resolve(name);
        var input = read(folder.resolve("input.yaml"));
        var observed = SeenView.of(input, existing(folder, input));

        var plan = FeaturePlan.of(observed);
        var situation = ViewSituation.of(observed, plan, Applied.NOTHING);
        var status = ViewStatus.of(situation, ViewReadiness.judge(situation));

        var made = new ArrayList<>(plan.children());
        plan.removal().flatMap(removal -> removal.job()).ifPresent(made::add);
        Golden.compare(
                folder.resolve("children.yaml"),
                made.stream().map(FeatureGoldenTest::reviewable).toList());
        Golden.compare(folder.resolve("status.yaml"), List.of(CanonicalJson.tree(status)));
    }

    private static List<HasMetadata> existing(Path folder, FeatureView input) throws IOException {
        var objects = new ArrayList<HasMetadata>();
        var before = folder.resolve("earlier.yaml");
        if (Files.exists(before)) {
            objects.addAll(FeaturePlan.of(SeenView.of(read(before), List.of())).children());
        }
        var firstRun = FeaturePlan.of(SeenView.of(input, List.of())).kept().stream()
                .findFirst()
                .orElse("");
        for (var document : Golden.documents(folder.resolve("observed.yaml"))) {
            var text = document.replace("FIRSTRUN", firstRun);
            objects.add(
                    text.contains("kind: FeatureView")
                            ? Seen.yaml(text, FeatureView.class)
                            : text.contains("kind: ModelDeployment")
                                    ? Seen.yaml(text, ModelDeployment.class)
                                    : (HasMetadata) Serialization.unmarshal(text, KubernetesResource.class));
        }
        return objects;
    }

    private static FeatureView read(Path file) throws IOException {
        return Seen.yaml(Files.readString(file), FeatureView.class);
    }

    /** Documents are shown as what they are. */
    private static JsonNode reviewable(HasMetadata child) {
        var tree = CanonicalJson.tree(child);
        if (child instanceof ConfigMap) {
            Golden.unfold(tree.path("data"), "feature-server.json");
        }
        tree.findParents("slipway.dev/document").forEach(node -> Golden.unfold(node, "slipway.dev/document"));
        return tree;
    }
}

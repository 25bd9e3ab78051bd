package dev.slipway.operator.modeldeployment;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.slipway.api.featureview.FeatureView;
import dev.slipway.api.modeldeployment.ModelDeployment;
import dev.slipway.operator.Golden;
import dev.slipway.operator.model.Applied;
import dev.slipway.operator.model.CanonicalJson;
import dev.slipway.operator.model.Labels;
import dev.slipway.operator.modeldeployment.plan.ServingPlan;
import dev.slipway.operator.modeldeployment.readiness.ModelReadiness;
import dev.slipway.operator.modeldeployment.readiness.Situation;
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
 * {@code src/test/resources/golden} is a case:
 *
 * <ul>
 *   <li>{@code input.yaml}: the object, with its status so far
 *   <li>{@code earlier.yaml}: the object as it was before, if its children still exist
 *   <li>{@code observed.yaml}: what else exists; ASKED and EARLIER stand for the revisions of the two
 *   <li>{@code children.yaml}, {@code status.yaml}: what must follow; written anew with {@code -Dgolden.write=true}
 * </ul>
 */
class GoldenTest {
    private static final Path CASES = Path.of("src/test/resources/golden");

    static Stream<Path> cases() throws IOException {
        return Golden.cases(CASES);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void childrenAndStatusAreAsReviewed(Path name) throws IOException {
        var folder = CASES.resolve(name);
        var input = read(folder.resolve("input.yaml"));
        var observed = new Seen(existing(folder, input)).by(input);

        var plan = ServingPlan.of(observed);
        var situation = new Situation(observed, plan, Applied.NOTHING);
        var status = ModelStatus.of(situation, ModelReadiness.judge(situation));

        var changes = plan.paused() ? List.<HasMetadata>of() : plan.children();
        Golden.compare(
                folder.resolve("children.yaml"),
                changes.stream().map(GoldenTest::reviewable).toList());
        Golden.compare(folder.resolve("status.yaml"), List.of(CanonicalJson.tree(status)));
    }

    private static List<HasMetadata> existing(Path folder, ModelDeployment input) throws IOException {
        var objects = new ArrayList<HasMetadata>();
        var earlier = "";
        var before = folder.resolve("earlier.yaml");
        if (Files.exists(before)) {
            var plan = ServingPlan.of(Seen.nothingBut(read(before)));
            objects.addAll(plan.children());
            earlier = plan.target().orElseThrow().name();
        }
        var asked = ServingPlan.of(Seen.nothingBut(input))
                .target()
                .map(t -> t.name())
                .orElse("");
        for (var document : Golden.documents(folder.resolve("observed.yaml"))) {
            var text = document.replace("ASKED", asked).replace("EARLIER", earlier);
            objects.add(
                    text.contains("kind: FeatureView")
                            ? Seen.yaml(text, FeatureView.class)
                            : (HasMetadata) Serialization.unmarshal(text, KubernetesResource.class));
        }
        return objects;
    }

    private static ModelDeployment read(Path file) throws IOException {
        return Seen.yaml(Files.readString(file), ModelDeployment.class);
    }

    /** The documents within a revision's ConfigMap are shown as what they are; its template is the Deployment's. */
    private static JsonNode reviewable(HasMetadata child) {
        var tree = CanonicalJson.tree(child);
        if (child instanceof ConfigMap map && !Labels.revisionOf(map).isEmpty()) {
            var data = (ObjectNode) tree.path("data");
            Golden.unfold(data, "model-server.json");
            data.set("pod-template.json", TextNode.valueOf("(as in the Deployment)"));
        }
        return tree;
    }
}

package dev.slipway.operator.driftmonitor;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.driftmonitor.DriftMonitor;
import dev.slipway.api.modeldeployment.ModelDeployment;
import dev.slipway.operator.Golden;
import dev.slipway.operator.driftmonitor.plan.MonitorPlan;
import dev.slipway.operator.driftmonitor.readiness.MonitorSituation;
import dev.slipway.operator.model.Applied;
import dev.slipway.operator.model.CanonicalJson;
import dev.slipway.operator.modeldeployment.Seen;
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
 * {@code src/test/resources/golden-driftmonitor} is a case:
 *
 * <ul>
 *   <li>{@code input.yaml}: the monitor, with its status so far
 *   <li>{@code earlier.yaml}: the monitor as it was before, if its children still exist
 *   <li>{@code observed.yaml}: what else exists; FIRSTRUN stands for the run at once of the input
 *   <li>{@code children.yaml}, {@code status.yaml}: what must follow; written anew with {@code -Dgolden.write=true}
 * </ul>
 */
class DriftGoldenTest {
    private static final Path CASES = Path.of("src/test/resources/golden-driftmonitor");

    static Stream<Path> cases() throws IOException {
        return Golden.cases(CASES);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void childrenAndStatusAreAsReviewed(Path name) throws IOException {
        var folder = CASES.resolve(name);
        var input = read(folder.resolve("input.yaml"));
        var observed = SeenMonitor.of(input, existing(folder, input));

        var plan = MonitorPlan.of(observed);
        var status = MonitorStatus.of(MonitorSituation.of(observed, plan, Applied.NOTHING));

        Golden.compare(
                folder.resolve("children.yaml"),
                plan.children().stream().map(DriftGoldenTest::reviewable).toList());
        Golden.compare(folder.resolve("status.yaml"), List.of(CanonicalJson.tree(status)));
    }

    private static List<HasMetadata> existing(Path folder, DriftMonitor input) throws IOException {
        var others = Golden.documents(folder.resolve("observed.yaml"));
        var objects = new ArrayList<HasMetadata>(models(others));
        var before = folder.resolve("earlier.yaml");
        if (Files.exists(before)) {
            objects.addAll(
                    MonitorPlan.of(SeenMonitor.of(read(before), models(others))).children());
        }
        var firstRun = MonitorPlan.of(SeenMonitor.of(input, models(others))).firstRun();
        others.stream()
                .filter(text -> !text.contains("kind: ModelDeployment"))
                .map(text -> (HasMetadata)
                        Serialization.unmarshal(text.replace("FIRSTRUN", firstRun), KubernetesResource.class))
                .forEach(object -> {
                    objects.removeIf(o -> o.getKind().equals(object.getKind())
                            && o.getMetadata()
                                    .getName()
                                    .equals(object.getMetadata().getName()));
                    objects.add(object);
                });
        return objects;
    }

    private static List<ModelDeployment> models(List<String> documents) {
        return documents.stream()
                .filter(text -> text.contains("kind: ModelDeployment"))
                .map(text -> Seen.yaml(text, ModelDeployment.class))
                .toList();
    }

    private static DriftMonitor read(Path file) throws IOException {
        return Seen.yaml(Files.readString(file), DriftMonitor.class);
    }

    /** Documents are shown as what they are. */
    private static JsonNode reviewable(HasMetadata child) {
        var tree = CanonicalJson.tree(child);
        tree.findParents("slipway.dev/document").forEach(node -> Golden.unfold(node, "slipway.dev/document"));
        return tree;
    }
}

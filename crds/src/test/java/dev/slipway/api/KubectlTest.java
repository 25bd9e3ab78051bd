package dev.slipway.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a user sees in kubectl. */
class KubectlTest {
    private static final List<GenericKubernetesResource> CREATED = new ArrayList<>();

    @BeforeAll
    static void oneOfEachKindWithAStatus() throws Exception {
        for (var type : CrdManifests.KINDS) {
            var kind = type.getSimpleName();
            var object = Examples.example(kind, "minimal");
            var created = ApiServer.client().resource(Examples.resource(object)).create();
            CREATED.add(created);
            object.set("status", Examples.status(kind));
            var withStatus = Examples.resource(object);
            withStatus.getMetadata().setResourceVersion(created.getMetadata().getResourceVersion());
            ApiServer.client().resource(withStatus).subresource("status").update();
        }
        awaitDiscovery();
    }

    /** The API server's discovery document, which kubectl reads names from, follows a new CRD after a while. */
    private static void awaitDiscovery() throws IOException, InterruptedException {
        var deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (kubectl("api-resources", "--api-group=slipway.dev", "-o", "name")
                        .lines()
                        .count()
                < CrdManifests.KINDS.size()) {
            assertThat(System.nanoTime()).as("discovery lacks kinds").isLessThan(deadline);
            Thread.sleep(100);
        }
    }

    @AfterAll
    static void remove() {
        CREATED.forEach(object -> ApiServer.client().resource(object).delete());
    }

    @Test
    void explainReadsLikeDocumentation() throws Exception {
        assertThat(kubectl("explain", "md.spec.model"))
                .contains("Which model, from where, and what its inputs and outputs mean.")
                .contains("uri\t<string> -required-", "mlflow:models/NAME@ALIAS")
                .doesNotContain("<no description>");
        assertThat(kubectl("explain", "ir")).contains("Who gets which model, and what happens when it fails");
    }

    @Test
    void getShowsTheColumnsOfEachKind() throws Exception {
        assertThat(rows("md"))
                .containsExactly(
                        "NAME READY REASON REPLICAS REVISION GPU AGE",
                        "iris True Reconciled 3/3 6f2a 1x nvidia.com/gpu AGE");
        assertThat(rows("fv"))
                .containsExactly(
                        "NAME READY REASON FRESHNESS ROWS STORE AGE",
                        "customer False MaterializationFailed AGE 200000 FeastV3 online-redis AGE");
        assertThat(rows("dm"))
                .containsExactly(
                        "NAME READY DRIFT SCORE WORST-FEATURE RETRAINING LAST-RUN AGE",
                        "fraud True Drift 0.31 amount CoolingDown AGE AGE");
        assertThat(rows("ir"))
                .containsExactly(
                        "NAME READY REASON HOST TRAFFIC STEP AGE",
                        "fraud False Shifting fraud.example.com main=90 v8=10 2/5 10% AGE");
    }

    @Test
    void getWideAddsColumns() throws Exception {
        assertThat(rows("md", "-o", "wide").getFirst()).endsWith("AGE URL DIGEST MESSAGE");
        assertThat(rows("fv", "-o", "wide").getFirst()).endsWith("AGE ENTITIES URL MESSAGE");
        assertThat(rows("dm", "-o", "wide").getFirst()).endsWith("AGE SCHEDULE TARGET REASON MESSAGE");
        assertThat(rows("ir", "-o", "wide").getFirst()).endsWith("AGE MODE URL MESSAGE");
    }

    @Test
    void theCategoryListsAllKinds() throws Exception {
        assertThat(kubectl("get", "slipway", "-o", "name").lines())
                .containsExactlyInAnyOrder(
                        "modeldeployment.slipway.dev/iris",
                        "featureview.slipway.dev/customer",
                        "driftmonitor.slipway.dev/fraud",
                        "inferenceroute.slipway.dev/fraud");
    }

    @Test
    void scaleSetsTheReplicas() throws Exception {
        kubectl("scale", "md/iris", "--replicas=3");

        assertThat(kubectl("get", "md", "iris", "-o", "jsonpath={.spec.scaling.minReplicas}"))
                .isEqualTo("3");
        assertThat(kubectl(
                        "get",
                        "md",
                        "iris",
                        "--subresource=scale",
                        "-o",
                        "jsonpath={.status.replicas} {.status.selector}"))
                .isEqualTo("3 app.kubernetes.io/instance=fraud");
    }

    @Test
    void aMonitorIsFoundByItsModel() throws Exception {
        assertThat(kubectl("get", "dm", "--field-selector", "spec.modelRef.name=fraud", "-o", "name"))
                .isEqualTo("driftmonitor.slipway.dev/fraud");
        assertThat(kubectl("get", "dm", "--field-selector", "spec.modelRef.name=other", "-o", "name"))
                .isEmpty();
    }

    /** kubectl reads YAML 1.1, where y, n, on and off are booleans: other readers than ours see the same examples. */
    @Test
    void theExamplesMeanTheSameToKubectl() throws Exception {
        for (var type : CrdManifests.KINDS) {
            for (var name : List.of("minimal", "full")) {
                var file = Examples.file(type.getSimpleName(), name);
                var seen = Examples.JSON.readTree(
                        kubectl("create", "--dry-run=client", "--validate=false", "-o", "json", "-f", file.toString()));
                var meant = Examples.example(type.getSimpleName(), name);
                assertThat(Loss.between("spec", meant.path("spec"), seen.path("spec")))
                        .isEmpty();
            }
        }
    }

    /** Cells, single-spaced, with ages as AGE. */
    private static List<String> rows(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of("get"));
        command.addAll(List.of(arguments));
        return kubectl(command.toArray(String[]::new))
                .lines()
                .map(line -> line.strip().replaceAll("\\s+", " ").replaceAll("(?<= )([0-9]+[smhdy])+(?= |$)", "AGE"))
                .toList();
    }

    private static String kubectl(String... arguments) throws IOException, InterruptedException {
        var kubeconfig = ApiServer.kubeconfig().toString();
        var command = new ArrayList<>(List.of(
                ApiServer.kubectl().toString(), "--kubeconfig", kubeconfig, "--cache-dir", kubeconfig + "-cache"));
        command.addAll(List.of(arguments));
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output.strip();
    }
}

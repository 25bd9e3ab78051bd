package dev.slipway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.e2e.cluster.Cluster;
import dev.slipway.e2e.cluster.Sandbox;
import dev.slipway.e2e.load.Once;
import dev.slipway.e2e.model.IrisQuestion;
import dev.slipway.e2e.model.Manifest;
import dev.slipway.e2e.model.ModelFile;
import dev.slipway.e2e.model.ModelStore;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What a user types does what a user expects. */
@Order(30)
class KubectlE2E {
    private static final Duration SOON = Duration.ofSeconds(10);

    /** Until the rules of the node have followed the endpoints. */
    private static final Duration RULES = Duration.ofSeconds(2);

    @Test
    void wait_returns_when_the_model_answers_even_if_called_at_once() throws Exception {
        Sandbox.in("wait", sandbox -> {
            sandbox.apply(Manifest.iris("iris", ""));
            sandbox.kubectl("wait", "--for=condition=Ready", "md/iris", "--timeout=120s");
            Once.ask(sandbox.address("iris"), IrisQuestion.about("iris", ModelFile.IRIS), SOON);
            var table = sandbox.kubectl("get", "slipway");
            assertThat(table)
                    .contains("READY", "REASON", "REPLICAS", "REVISION", "1/1", "modeldeployment.slipway.dev/iris");
            assertThat(sandbox.kubectl("get", "md", "-o", "wide")).contains("URL", "DIGEST", "MESSAGE", "sha256:");
        });
    }

    @Test
    void wait_after_a_change_waits_for_the_change() throws Exception {
        Sandbox.in("rewait", sandbox -> {
            sandbox.apply(Manifest.iris("iris", ""));
            sandbox.awaitReady("iris");
            var other = ModelStore.shared().put("/other.onnx", ModelFile.OTHER_IRIS);
            sandbox.apply(Manifest.of("iris", other, ""));
            sandbox.kubectl("wait", "--for=condition=Ready", "md/iris", "--timeout=120s");
            sandbox.kubectl("rollout", "status", "deploy/iris", "--timeout=1s");
            Once.ask(sandbox.address("iris"), IrisQuestion.about("iris", ModelFile.OTHER_IRIS), RULES);
        });
    }

    @Test
    void rollout_status_follows_a_rollout() throws Exception {
        Sandbox.in("rollout", sandbox -> {
            sandbox.apply(Manifest.iris("iris", ""));
            sandbox.kubectl("wait", "--for=create", "deploy/iris", "--timeout=60s");
            assertThat(sandbox.kubectl("rollout", "status", "deploy/iris", "--timeout=120s"))
                    .contains("successfully rolled out");
        });
    }

    @Test
    void the_status_has_what_a_replica_can_do_and_what_a_lower_precision_costs() throws Exception {
        Sandbox.in("int8", sandbox -> {
            sandbox.apply(Manifest.iris("iris", "server: {precision: INT8}"));
            sandbox.awaitReady("iris");
            sandbox.kubectl("wait", "--for=jsonpath={.status.capacity.requestsPerSecond}", "md/iris", "--timeout=60s");
            assertThat(sandbox.kubectl("get", "md", "iris", "-o", "jsonpath={.status.model.executionProvider}"))
                    .isEqualTo("CPU");
            assertThat(sandbox.kubectl("get", "md", "iris", "-o", "jsonpath={.status.model.precision}"))
                    .contains("\"precision\":\"INT8\"", "\"inputs\":\"warm-up\"", "\"labelFlips\"");
        });
    }

    @Test
    void explain_reads_like_documentation() {
        assertThat(Cluster.kubectl("explain", "md.spec.model"))
                .contains("GROUP:", "slipway.dev", "DESCRIPTION:", "uri", "digest", "secretRef", "-required-");
        assertThat(Cluster.kubectl("explain", "md.spec", "--recursive")).contains("progressDeadline", "nodeSelector");
    }

    @Test
    void applying_again_changes_nothing() throws Exception {
        Sandbox.in("apply", sandbox -> {
            var manifest = Manifest.iris("iris", "");
            sandbox.apply(manifest);
            sandbox.awaitReady("iris");
            assertThat(sandbox.kubectlWith(manifest, "apply", "-f", "-")).contains("unchanged");
            assertThat(sandbox.kubectlWith(manifest, "diff", "-f", "-")).isEmpty();
            sandbox.kubectlWith(
                    manifest, "apply", "--server-side", "--field-manager=kubectl", "--force-conflicts", "-f", "-");
            var before = sandbox.model("iris").resource().getMetadata();
            sandbox.kubectlWith(manifest, "apply", "--server-side", "--field-manager=kubectl", "-f", "-");
            var after = sandbox.model("iris").resource().getMetadata();
            assertThat(after.getResourceVersion()).isEqualTo(before.getResourceVersion());
            assertThat(after.getGeneration()).isEqualTo(1);
        });
    }

    @Test
    void scale_sets_the_replicas() throws Exception {
        Sandbox.in("scale", sandbox -> {
            sandbox.apply(Manifest.iris("iris", ""));
            sandbox.awaitReady("iris");
            sandbox.kubectl("scale", "md/iris", "--replicas=2");
            var scaled = sandbox.awaitReady("iris");
            assertThat(scaled.status("replicas", "summary")).isEqualTo(Optional.of("2/2"));
            assertThat(sandbox.kubectl("get", "pdb")).contains("iris");
            sandbox.kubectl("scale", "md/iris", "--replicas=1");
            assertThat(sandbox.awaitReady("iris").status("replicas", "summary")).isEqualTo(Optional.of("1/1"));
            sandbox.kubectl("wait", "--for=delete", "pdb/iris", "--timeout=10s");
        });
    }

    @Test
    void describe_tells_what_happened() throws Exception {
        Sandbox.in("describe", sandbox -> {
            sandbox.apply(Manifest.of("iris", ModelStore.shared().put("/late.onnx", ModelStore.status(404)), ""));
            sandbox.awaitNow(
                    "the file is missed",
                    "iris",
                    m -> m.condition("Ready")
                            .filter(c -> c.reason().equals("ArtifactNotFound"))
                            .isPresent());
            ModelStore.shared().put("/late.onnx", ModelFile.IRIS);
            sandbox.awaitReady("iris");
            assertThat(sandbox.kubectl("describe", "md/iris"))
                    .contains("Events:")
                    .containsPattern("Warning +ArtifactNotFound.*404")
                    .containsPattern("Normal +RolledOut");
        });
    }
}

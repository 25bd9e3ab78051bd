package dev.slipway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.e2e.cluster.Sandbox;
import dev.slipway.e2e.load.Load;
import dev.slipway.e2e.load.Once;
import dev.slipway.e2e.model.HostService;
import dev.slipway.e2e.model.IrisQuestion;
import dev.slipway.e2e.model.Manifest;
import dev.slipway.e2e.model.MlflowRegistry;
import dev.slipway.e2e.model.ModelFile;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Models from a real S3 server and a real MLflow registry. */
@Order(20)
class ArtifactsE2E {
    private static final Duration SOON = Duration.ofSeconds(10);

    /** A contract of the product: the default interval between two questions, and some seconds for what follows. */
    private static final Duration PINNED_WITHIN = Duration.ofSeconds(35);

    @AfterAll
    static void servers_end() {
        HostService.S3.down();
        HostService.MLFLOW.down();
    }

    @Test
    void a_model_from_s3_is_served_with_keys_that_may_be_wrong_at_first() throws Exception {
        var endpoint = HostService.S3.up();
        HostService.S3.put("examples/iris/iris.onnx", "models/iris/1/model.onnx");
        Sandbox.in("s3", sandbox -> {
            keys(sandbox, endpoint, "wrong");
            sandbox.apply(Manifest.withSecret("iris", "s3://models/iris/1/model.onnx", "s3-read"));
            sandbox.awaitNow(
                    "the wrong key is told",
                    "iris",
                    m -> m.condition("ArtifactReady")
                            .filter(c -> c.reason().equals("AccessDenied")
                                    && !c.message().contains("wrong"))
                            .isPresent());
            keys(sandbox, endpoint, "slipway-secret");
            sandbox.awaitReady("iris");
            Once.ask(sandbox.address("iris"), IrisQuestion.about("iris", ModelFile.IRIS), SOON);
            assertThat(sandbox.model("iris").status("model", "digest")).contains(ModelFile.IRIS.digest());
        });
    }

    private static void keys(Sandbox sandbox, String endpoint, String secretKey) {
        sandbox.apply("""
                apiVersion: v1
                kind: Secret
                metadata: {name: s3-read}
                stringData: {accessKey: slipway, secretKey: %s, endpoint: "%s"}
                """.formatted(secretKey, endpoint));
    }

    @Test
    void a_moved_alias_rolls_out_without_a_failed_request_and_a_dead_registry_harms_nobody() throws Exception {
        var url = HostService.MLFLOW.up();
        Sandbox.in("mlflow", sandbox -> {
            var registry = new MlflowRegistry(url);
            var model = sandbox.namespace();
            registry.model(model);
            var first = registry.version(model, ModelFile.IRIS);
            var second = registry.version(model, ModelFile.OTHER_IRIS);
            registry.alias(model, "champion", first);

            sandbox.apply(Manifest.registered("iris", "mlflow:models/" + model + "@champion", url));
            sandbox.awaitReady("iris");
            assertThat(sandbox.model("iris").status("model", "version")).contains(first);
            Once.ask(sandbox.address("iris"), IrisQuestion.about("iris", ModelFile.IRIS), SOON);

            var either = IrisQuestion.about("iris", ModelFile.IRIS, ModelFile.OTHER_IRIS);
            try (var load = Load.start(sandbox.address("iris"), either, 4, 100)) {
                var moved = Instant.now();
                registry.alias(model, "champion", second);
                sandbox.awaitNow(
                        "the new version is pinned by a revision",
                        "iris",
                        m -> m.status("candidateRevision").isPresent());
                var pinned = Duration.between(moved, Instant.now());
                IO.println("alias moved, pinned after " + pinned.toMillis() + " ms");
                assertThat(pinned).as("alias moved, pinned").isLessThanOrEqualTo(PINNED_WITHIN);
                sandbox.awaitNow(
                        "the new version is served",
                        "iris",
                        m -> m.ready()
                                && Sandbox.settled(m)
                                && m.status("model", "version").equals(Optional.of(second))
                                && m.status("model", "digest").equals(Optional.of(ModelFile.OTHER_IRIS.digest())));
                IO.println("alias moved, rolled out after "
                        + Duration.between(moved, Instant.now()).toMillis() + " ms");
                var report = load.stop();
                assertThat(report.failed()).as("%s", report).isZero();
            }
            Once.ask(sandbox.address("iris"), IrisQuestion.about("iris", ModelFile.OTHER_IRIS), SOON);

            HostService.MLFLOW.down();
            Thread.sleep(PINNED_WITHIN);
            assertThat(sandbox.model("iris").ready()).isTrue();
            Once.ask(sandbox.address("iris"), IrisQuestion.about("iris", ModelFile.OTHER_IRIS), SOON);
        });
    }
}

package dev.slipway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.e2e.cluster.Sandbox;
import dev.slipway.e2e.load.Once;
import dev.slipway.e2e.model.IrisQuestion;
import dev.slipway.e2e.model.Manifest;
import dev.slipway.e2e.model.ModelFile;
import dev.slipway.e2e.model.ModelStore;
import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Annotations stop a change or take it back. */
@Order(31)
class RevisionsE2E {
    private static final Duration SOON = Duration.ofSeconds(10);

    @Test
    void paused_nothing_changes_until_it_is_not() throws Exception {
        Sandbox.in("pause", sandbox -> {
            sandbox.apply(Manifest.iris("iris", ""));
            var revision = sandbox.awaitReady("iris").status("activeRevision");
            sandbox.kubectl("annotate", "md/iris", "slipway.dev/paused=true");
            sandbox.apply(Manifest.of("iris", other(), ""));
            var paused = sandbox.awaitNow("Paused for the new generation", "iris", m -> m.is("Paused", "True"));
            assertThat(paused.status("activeRevision")).isEqualTo(revision);
            assertThat(sandbox.kubectl("get", "deploy/iris", "-o", "jsonpath={.metadata.generation}"))
                    .isEqualTo("1");
            Once.ask(sandbox.address("iris"), IrisQuestion.about("iris", ModelFile.IRIS), SOON);
            sandbox.kubectl("annotate", "md/iris", "slipway.dev/paused-");
            sandbox.awaitNow(
                    "the change is rolled out",
                    "iris",
                    m -> m.ready() && !m.status("activeRevision").equals(revision));
            Once.ask(sandbox.address("iris"), IrisQuestion.about("iris", ModelFile.OTHER_IRIS), SOON);
        });
    }

    @Test
    void the_rollback_annotation_brings_an_older_revision_back() throws Exception {
        Sandbox.in("rollback", sandbox -> {
            sandbox.apply(Manifest.iris("iris", ""));
            var first = sandbox.awaitReady("iris").revisions().getFirst();
            sandbox.apply(Manifest.of("iris", other(), ""));
            var second = sandbox.awaitReady("iris").revisions();
            assertThat(second).hasSize(2).element(1).isEqualTo(first);
            sandbox.kubectl("annotate", "md/iris", "slipway.dev/rollback-to=" + first);
            sandbox.awaitNow(
                    "the older revision runs",
                    "iris",
                    m -> m.condition("RolledOut")
                            .filter(c -> c.reason().equals("RolledBack")
                                    && c.message().contains(first))
                            .isPresent());
            Once.ask(sandbox.address("iris"), IrisQuestion.about("iris", ModelFile.IRIS), SOON);
            sandbox.kubectl("annotate", "md/iris", "slipway.dev/rollback-to-");
            sandbox.awaitReady("iris");
            Once.ask(sandbox.address("iris"), IrisQuestion.about("iris", ModelFile.OTHER_IRIS), SOON);
        });
    }

    /** Revisions beyond the kept ones go, and optional children come and go with the spec. */
    @Test
    void what_is_not_wanted_any_more_is_removed() throws Exception {
        Sandbox.in("prune", sandbox -> {
            sandbox.apply(Manifest.iris(
                    "iris",
                    "networkPolicy: {enabled: true}\n" + "scaling: {mode: Hpa, minReplicas: 1, maxReplicas: 2}"));
            sandbox.awaitReady("iris");
            assertThat(sandbox.kubectl("get", "hpa,networkpolicy,serviceaccount", "-o", "name"))
                    .contains(
                            "autoscaler.autoscaling/iris",
                            "networkpolicy.networking.k8s.io/iris",
                            "serviceaccount/iris");
            sandbox.kubectl("create", "serviceaccount", "mine");
            for (var requests = 1; requests <= 6; requests++) {
                sandbox.apply(Manifest.iris(
                        "iris",
                        "server: {warmup: {requests: " + requests + "}}\nscheduling: {serviceAccountName: mine}"));
                sandbox.awaitReady("iris");
            }
            assertThat(sandbox.kubectl("get", "hpa,networkpolicy", "-o", "name"))
                    .isEmpty();
            assertThat(sandbox.kubectl("get", "serviceaccount", "-o", "name")).doesNotContain("serviceaccount/iris");
            var kept = sandbox.model("iris").revisions();
            assertThat(kept).hasSize(5);
            assertThat(sandbox.kubectl("get", "configmap", "-l", "slipway.dev/modeldeployment=iris", "-o", "name")
                            .lines())
                    .hasSize(5);
        });
    }

    private static String other() {
        return ModelStore.shared().put("/other.onnx", ModelFile.OTHER_IRIS);
    }
}

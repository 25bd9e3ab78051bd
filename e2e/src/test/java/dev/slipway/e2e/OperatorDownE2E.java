package dev.slipway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.e2e.cluster.Installation;
import dev.slipway.e2e.cluster.Sandbox;
import dev.slipway.e2e.load.Once;
import dev.slipway.e2e.model.IrisQuestion;
import dev.slipway.e2e.model.Manifest;
import dev.slipway.e2e.model.ModelFile;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Without an operator models serve on, and what is deleted goes. */
@Order(60)
class OperatorDownE2E {
    private static final List<String> CHILDREN = List.of(
            "deployment", "replicaset", "pod", "service", "configmap", "serviceaccount", "pdb", "hpa", "networkpolicy");

    @Test
    void models_serve_and_are_deleted_without_an_operator() throws Exception {
        Sandbox.in("down", sandbox -> {
            sandbox.apply(Manifest.iris("iris", "scaling: {minReplicas: 2}\nnetworkPolicy: {enabled: true}"));
            sandbox.awaitReady("iris");
            var replicas = Installation.replicas();
            Installation.scale(0);
            try {
                Once.ask(sandbox.address("iris"), IrisQuestion.about("iris", ModelFile.IRIS), Duration.ofSeconds(10));
                sandbox.kubectl("delete", "md/iris", "--timeout=10s");
                for (var kind : CHILDREN) {
                    sandbox.kubectl(
                            "wait",
                            "--for=delete",
                            kind,
                            "-l",
                            "app.kubernetes.io/managed-by=slipway",
                            "--timeout=60s");
                }
                assertThat(sandbox.kubectl("get", String.join(",", CHILDREN), "-o", "name")
                                .lines())
                        .containsExactlyInAnyOrder("configmap/kube-root-ca.crt", "serviceaccount/default");
            } finally {
                Installation.scale(replicas);
            }
        });
    }
}

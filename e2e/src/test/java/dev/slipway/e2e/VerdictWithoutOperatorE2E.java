package dev.slipway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.e2e.cluster.ApiServer;
import dev.slipway.e2e.cluster.Installation;
import dev.slipway.e2e.cluster.Sandbox;
import dev.slipway.e2e.load.Load;
import dev.slipway.e2e.load.Once;
import dev.slipway.e2e.model.IrisQuestion;
import dev.slipway.e2e.model.Manifest;
import dev.slipway.e2e.model.ModelFile;
import dev.slipway.e2e.model.ModelStore;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Neither an operator nor an API server: a bad candidate is cut off all the same, and told of when they are back. */
@Order(61)
class VerdictWithoutOperatorE2E {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int MANAGEMENT = 9000;
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void a_bad_candidate_is_cut_off_while_operator_and_api_server_are_away() throws Exception {
        Sandbox.in("alone", sandbox -> {
            sandbox.apply(Manifest.steadyIris("iris", ""));
            sandbox.apply(route(failing()));
            sandbox.awaitReady("iris");
            sandbox.kubectl("wait", "--for=jsonpath={.status.rollout.phase}=Progressing", "ir/iris", "--timeout=120s");
            var questions = IrisQuestion.about("iris", ModelFile.IRIS);
            var address = sandbox.address("iris-router");
            var router = router(sandbox);
            Once.ask(address, questions.subList(0, 1), PATIENCE);
            var replicas = Installation.replicas();
            Installation.scale(0);
            try {
                ApiServer.stop();
                try (var load = Load.start(address, questions, 8, 100)) {
                    var judged = rollout(router, "RolledBack");
                    IO.println("without an API server: " + judged);
                    assertThat(judged.path("reason").asText()).isEqualTo("errors");
                    var exposures = judged.path("exposures").asLong();
                    Thread.sleep(2000);
                    assertThat(rollout(router, "RolledBack").path("exposures").asLong())
                            .as("requests of the candidate after the verdict, beside those on their way then")
                            .isLessThanOrEqualTo(exposures + 8);
                    var report = load.stop();
                    IO.println("without an API server: " + report);
                    assertThat(report.failed()).as("%s", report).isZero();
                } finally {
                    ApiServer.goOn();
                }
            } finally {
                Installation.scale(replicas);
            }
            sandbox.kubectl("wait", "--for=jsonpath={.status.rollout.phase}=RolledBack", "ir/iris", "--timeout=90s");
        });
    }

    /** A server that answers every question with 500, so that a few requests are enough. */
    private static String failing() {
        ModelStore.shared().put("/v2/models/iris/infer", ModelStore.status(500));
        var url = ModelStore.shared().put("/v1/models/iris:predict", ModelStore.status(500));
        return url.substring(0, url.indexOf("/v1/"));
    }

    private static String route(String candidate) {
        return """
                apiVersion: slipway.dev/v1alpha1
                kind: InferenceRoute
                metadata: {name: iris}
                spec:
                  deadline: 5s
                  dataPlane: {scaling: {mode: Fixed, minReplicas: 1}}
                  targets:
                    - {name: main, modelDeploymentRef: {name: iris}}
                    - {name: other, url: "%s"}
                  rollout:
                    candidate: other
                    baseline: main
                    steps: [{weight: 20, hold: 5m, minRequests: 5000}, {weight: 100}]
                """.formatted(candidate);
    }

    private static InetSocketAddress router(Sandbox sandbox) {
        var ip = sandbox.kubectl(
                "get", "pod", "-l", "slipway.dev/inferenceroute=iris", "-o", "jsonpath={.items[0].status.podIP}");
        return new InetSocketAddress(ip.strip(), MANAGEMENT);
    }

    /** What the router itself says, once it says this. */
    private static JsonNode rollout(InetSocketAddress router, String phase) throws Exception {
        var deadline = Instant.now().plus(PATIENCE);
        var uri = URI.create("http://" + router.getAddress().getHostAddress() + ":" + router.getPort() + "/status");
        try (var client = HttpClient.newHttpClient()) {
            while (true) {
                var status = JSON.readTree(client.send(
                                HttpRequest.newBuilder(uri).timeout(PATIENCE).build(), BodyHandlers.ofString())
                        .body());
                if (status.path("rollout").path("phase").asText().equals(phase)) {
                    return status.path("rollout");
                }
                assertThat(Instant.now()).as("%s: %s", phase, status).isBefore(deadline);
                Thread.sleep(50);
            }
        }
    }
}

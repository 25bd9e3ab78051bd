package dev.slipway.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.slipway.e2e.cluster.Cluster;
import dev.slipway.e2e.cluster.Sandbox;
import dev.slipway.e2e.cluster.Traefik;
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
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Requests through an implementation of the Gateway API that is not ours: Traefik, which {@code e2e/gateway/build} builds. */
@Order(72)
@EnabledIfSystemProperty(named = "e2e.traefik", matches = ".+")
class GatewayTrafficE2E {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int ASKED = 500;

    private static final String ONE = """
            apiVersion: slipway.dev/v1alpha1
            kind: InferenceRoute
            metadata: {name: iris}
            spec:
              deadline: 5s
              dataPlane: {gatewayRef: {name: public}}
              targets: [{name: main, modelDeploymentRef: {name: iris}}]
            """;

    /** Services, since an HTTPRoute gives no model another name. */
    private static final String SPLIT = """
            apiVersion: slipway.dev/v1alpha1
            kind: InferenceRoute
            metadata: {name: iris}
            spec:
              deadline: 5s
              dataPlane: {gatewayRef: {name: public}}
              targets:
                - {name: main, serviceRef: {name: iris, port: 80}}
                - {name: next, serviceRef: {name: other, port: 80}}
              rules: [{split: [{target: main, weight: %d}, {target: next, weight: %d}]}]
            """;

    @Test
    void a_gateway_carries_the_requests_of_a_route_by_its_weights_and_to_its_router() throws Exception {
        Sandbox.in("traefik", sandbox -> {
            try (Traefik traefik = Traefik.start()) {
                sandbox.apply(gateway(traefik.port()));
                sandbox.apply(Manifest.steadyIris("iris", ""));
                sandbox.apply(
                        Manifest.steady("other", ModelStore.shared().put("/other.onnx", ModelFile.OTHER_IRIS), ""));
                sandbox.apply(ONE);
                sandbox.awaitReady("iris");
                sandbox.awaitReady("other");
                sandbox.kubectl("wait", "--for=condition=Ready", "ir/iris", "--timeout=120s");
                assertThat(mode(sandbox)).isEqualTo("Gateway");
                var questions = IrisQuestion.about("iris", ModelFile.IRIS);
                Once.ask(traefik.address(), questions, PATIENCE);

                var client = HttpClient.newHttpClient();
                sandbox.apply(SPLIT.formatted(80, 20));
                awaitAnswerOf(client, traefik.address(), "other");
                var share = shareOf(client, traefik.address(), "other");
                IO.println("Traefik, 80 to 20: " + share);
                assertThat(share).isCloseTo(0.2, within(0.03));
                sandbox.apply(SPLIT.formatted(0, 100));
                awaitShare(client, traefik.address(), 1);

                sandbox.apply(ONE);
                sandbox.kubectl("patch", "ir/iris", "--type=merge", "-p", "{\"spec\":{\"cache\":{\"ttl\":\"60s\"}}}");
                sandbox.kubectl("wait", "--for=condition=Ready", "ir/iris", "--timeout=120s");
                assertThat(mode(sandbox)).isEqualTo("GatewayToRouter");
                Once.ask(traefik.address(), questions, PATIENCE);
                try (var load = Load.start(traefik.address(), questions, 4, 100)) {
                    Thread.sleep(3000);
                    var report = load.stop();
                    IO.println("Traefik and a router behind it: " + report);
                    assertThat(report.failed()).as("%s", report).isZero();
                }
            } finally {
                Cluster.kubectl("delete", "gatewayclass/traefik", "--ignore-not-found");
            }
        });
    }

    private static String gateway(int port) {
        return """
                apiVersion: gateway.networking.k8s.io/v1
                kind: GatewayClass
                metadata: {name: traefik}
                spec: {controllerName: traefik.io/gateway-controller}
                ---
                apiVersion: gateway.networking.k8s.io/v1
                kind: Gateway
                metadata: {name: public}
                spec:
                  gatewayClassName: traefik
                  listeners: [{name: web, protocol: HTTP, port: %d}]
                """.formatted(port);
    }

    private static String mode(Sandbox sandbox) {
        return sandbox.kubectl("get", "ir/iris", "-o", "jsonpath={.status.dataPlane.mode}")
                .strip();
    }

    private static double shareOf(HttpClient client, InetSocketAddress address, String model) throws Exception {
        var of = 0;
        for (var i = 0; i < ASKED; i++) {
            of += names(client, address, model) ? 1 : 0;
        }
        return of / (double) ASKED;
    }

    private static void awaitAnswerOf(HttpClient client, InetSocketAddress address, String model) throws Exception {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!names(client, address, model)) {
            assertThat(System.nanoTime()).as("an answer of %s", model).isLessThan(deadline);
            Thread.sleep(20);
        }
    }

    private static void awaitShare(HttpClient client, InetSocketAddress address, double share) throws Exception {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (shareOf(client, address, "other") != share) {
            assertThat(System.nanoTime()).as("a share of %s", share).isLessThan(deadline);
        }
    }

    /** Whether the model server that answers says that this is its model. */
    private static boolean names(HttpClient client, InetSocketAddress address, String model) throws Exception {
        var uri = URI.create("http://127.0.0.1:" + address.getPort() + "/v1/models");
        var answer = client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        return answer.body().contains('"' + model + '"');
    }
}

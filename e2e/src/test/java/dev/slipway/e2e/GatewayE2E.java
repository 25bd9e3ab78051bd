package dev.slipway.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.e2e.cluster.Cluster;
import dev.slipway.e2e.cluster.GatewayApi;
import dev.slipway.e2e.cluster.Sandbox;
import dev.slipway.e2e.model.Manifest;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Routes on a cluster that learns of the Gateway API while they are there: its own definitions, no implementation of it. */
@Order(71)
class GatewayE2E {
    private static final String CRD = "httproutes.gateway.networking.k8s.io";

    private static final String ROUTE = """
            apiVersion: slipway.dev/v1alpha1
            kind: InferenceRoute
            metadata: {name: iris}
            spec:
              dataPlane: %s
              targets: [{name: main, modelDeploymentRef: {name: iris}}]
            """;

    @Test
    void a_route_attaches_itself_to_a_gateway_and_lets_go_of_it() throws Exception {
        Sandbox.in("gateway", sandbox -> {
            sandbox.apply(Manifest.iris("iris", ""));
            sandbox.apply(ROUTE.formatted("{gatewayRef: {name: public}, hostnames: [iris.example.com]}"));
            awaitReason(sandbox, "GatewayApiMissing");
            var definition = GatewayApi.definitions().resolve("gateway.networking.k8s.io_httproutes.yaml");
            Cluster.kubectl("apply", "--server-side", "-f", definition.toString());
            try {
                Cluster.awaitEstablished(CRD);
                sandbox.kubectl("wait", "--for=create", "httproute/iris-router", "--timeout=60s");
                awaitReason(sandbox, "PendingGateway");
                assertThat(get(sandbox, "ir/iris", "{.status.dataPlane.mode} {.status.url}"))
                        .isEqualTo("Gateway http://iris.example.com");
                assertThat(get(sandbox, "httproute/iris-router", "{.spec.rules[0].backendRefs[0].name}"))
                        .isEqualTo("iris");

                sandbox.kubectl("patch", "ir/iris", "--type=merge", "-p", "{\"spec\":{\"cache\":{\"ttl\":\"5s\"}}}");
                sandbox.kubectl(
                        "wait",
                        "--for=jsonpath={.spec.rules[0].backendRefs[0].name}=iris-router",
                        "httproute/iris-router",
                        "--timeout=60s");
                sandbox.kubectl(
                        "wait",
                        "--for=jsonpath={.status.dataPlane.reasons[0]}=cache is set",
                        "ir/iris",
                        "--timeout=60s");

                sandbox.apply(ROUTE.formatted("{mode: Router}"));
                sandbox.kubectl("wait", "--for=delete", "httproute/iris-router", "--timeout=60s");
                sandbox.apply(ROUTE.formatted("{gatewayRef: {name: public}}"));
                sandbox.kubectl("wait", "--for=create", "httproute/iris-router", "--timeout=60s");
            } finally {
                Cluster.kubectl("delete", "crd", CRD);
            }
        });
    }

    private static void awaitReason(Sandbox sandbox, String reason) {
        sandbox.kubectl(
                "wait",
                "--for=jsonpath={.status.conditions[?(@.type==\"Programmed\")].reason}=" + reason,
                "ir/iris",
                "--timeout=60s");
    }

    private static String get(Sandbox sandbox, String object, String path) {
        return sandbox.kubectl("get", object, "-o", "jsonpath=" + path).strip();
    }
}

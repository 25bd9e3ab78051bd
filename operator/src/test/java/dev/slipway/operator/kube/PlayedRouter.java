package dev.slipway.operator.kube;

import com.sun.net.httpserver.HttpServer;
import dev.slipway.operator.model.CanonicalJson;
import dev.slipway.operator.model.DocumentHash;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;

/** A pod of a route's routers, and the status that its process tells, on a loopback address of its own. */
final class PlayedRouter implements AutoCloseable {
    private static final int MANAGEMENT_PORT = 9000;

    private final KubernetesClient client;
    private final String namespace;
    private final String route;
    private final HttpServer server;
    private final String address;
    private volatile String status = "{}";

    PlayedRouter(KubernetesClient client, String namespace, String route) throws IOException {
        this.client = client;
        this.namespace = namespace;
        this.route = route;
        var random = ThreadLocalRandom.current();
        this.address = "127.%d.%d.%d".formatted(random.nextInt(1, 255), random.nextInt(255), random.nextInt(1, 255));
        this.server = HttpServer.create(new InetSocketAddress(address, MANAGEMENT_PORT), 0);
        server.createContext("/status", exchange -> {
            var body = status.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        appear();
    }

    private void appear() {
        var template = client.apps()
                .deployments()
                .inNamespace(namespace)
                .withName(route + "-router")
                .require()
                .getSpec()
                .getTemplate();
        var pod = client.resource(new PodBuilder()
                        .withNewMetadata()
                        .withName(name())
                        .withNamespace(namespace)
                        .withLabels(template.getMetadata().getLabels())
                        .endMetadata()
                        .withSpec(template.getSpec())
                        .build())
                .create();
        client.resource(pod)
                .editStatus(p -> new PodBuilder(p)
                        .withStatus(new PodStatusBuilder()
                                .withPhase("Running")
                                .withPodIP(address)
                                .addNewPodIP(address)
                                .addNewCondition()
                                .withType("Ready")
                                .withStatus("True")
                                .endCondition()
                                .build())
                        .build());
    }

    String name() {
        return route + "-router-0";
    }

    String document() {
        return client.configMaps()
                .inNamespace(namespace)
                .withName(route + "-router")
                .require()
                .getData()
                .getOrDefault("inference-router.json", "");
    }

    /** It has the present document in force. */
    void takesTheDocument() {
        says(DocumentHash.of(document()), Map.of());
    }

    /** @param more of the status */
    void says(String hash, Map<String, ?> more) {
        var said = new TreeMap<String, Object>(more);
        said.put("configHash", hash);
        status = CanonicalJson.write(said);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

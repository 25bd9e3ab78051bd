package dev.slipway.operator.kube;

import io.fabric8.kubeapitest.KubeAPIServer;
import io.fabric8.kubeapitest.KubeAPIServerConfigBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.Interceptor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A real etcd and kube-apiserver, one for all tests of the module; every test has a namespace of its own. */
final class ApiServer {
    private static final String VERSION = "1.35.4";
    private static final AtomicInteger NAMESPACES = new AtomicInteger();
    private static @Nullable ApiServer instance;

    private final Config config;
    private final String kubeconfig;

    private ApiServer() {
        var binaries = Path.of(System.getProperty("slipway.kubeApiTest.dir"));
        if (!Files.isDirectory(binaries.resolve("k8s"))) {
            throw new IllegalStateException("no API server in " + binaries + ": run e2e/cluster/cluster api-binaries");
        }
        var server = new KubeAPIServer(KubeAPIServerConfigBuilder.anAPIServerConfig()
                .withOfflineMode(true)
                .withTestDir(binaries.toString())
                .withApiServerVersion(VERSION)
                .build());
        server.start();
        Runtime.getRuntime().addShutdownHook(new Thread(server::stop));
        kubeconfig = server.getKubeConfigYaml();
        config = Config.fromKubeconfig(kubeconfig);
        // A dozen operators start beside each other on this one server.
        config.setRequestTimeout((int) Duration.ofSeconds(40).toMillis());
        installCrds();
    }

    static synchronized ApiServer get() {
        if (instance == null) {
            instance = new ApiServer();
        }
        return instance;
    }

    private void installCrds() {
        try (var client = client();
                var manifests = Files.list(Path.of("../crds/manifests"))) {
            for (var manifest : manifests.toList()) {
                try (var yaml = Files.newInputStream(manifest)) {
                    client.load(yaml).serverSideApply();
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    KubernetesClient client() {
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    /** A client whose requests pass an interceptor, and which acts as this user if it is not empty. */
    KubernetesClient client(Interceptor interceptor, String user) {
        var impersonating = new ConfigBuilder(config).withRequestRetryBackoffLimit(1);
        if (!user.isEmpty()) {
            impersonating.withImpersonateUsername(user);
        }
        return new KubernetesClientBuilder()
                .withConfig(impersonating.build())
                .withHttpClientBuilderConsumer(b -> b.addOrReplaceInterceptor("test", interceptor))
                .build();
    }

    /** For kubectl. */
    String kubeconfig() {
        return kubeconfig;
    }

    static Path kubectl() {
        return Path.of(System.getProperty("slipway.kubeApiTest.dir"), "k8s", VERSION + "-linux-amd64", "kubectl");
    }

    static String newNamespace(KubernetesClient client) {
        var name = "test-" + NAMESPACES.incrementAndGet();
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();
        return name;
    }
}

package dev.slipway.api;

import io.fabric8.kubeapitest.KubeAPIServer;
import io.fabric8.kubeapitest.KubeAPIServerConfigBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A real API server with the committed CRDs, started once for all test classes and stopped with the JVM. Its
 * certificates lie under {@code target}, so that modules tested at the same time do not share them.
 */
final class ApiServer {
    private static final String VERSION = "1.35.4";
    private static final Path DIRECTORY = Path.of("target", "kube-api-test").toAbsolutePath();
    private static @Nullable ApiServer shared;
    private static boolean started;

    private final KubernetesClient client;
    private final Path kubeconfig = DIRECTORY.resolve("kubeconfig");

    private ApiServer() {
        try {
            linkBinaries();
            var server = new KubeAPIServer(KubeAPIServerConfigBuilder.anAPIServerConfig()
                    .withOfflineMode(true)
                    .withUpdateKubeConfig(false)
                    .withTestDir(DIRECTORY.toString())
                    .withApiServerVersion(VERSION)
                    .build());
            server.start();
            Runtime.getRuntime().addShutdownHook(new Thread(server::stop));
            Files.writeString(kubeconfig, server.getKubeConfigYaml());
            client = new KubernetesClientBuilder()
                    .withConfig(Config.fromKubeconfig(server.getKubeConfigYaml()))
                    .build();
            CrdManifests.committed().forEach(this::install);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Not a static initialiser: watch threads run this class's lambdas while it starts. */
    private static synchronized ApiServer shared() {
        if (!started) {
            started = true;
            shared = new ApiServer();
        }
        return Objects.requireNonNull(shared, "the API server did not start: see the first failure");
    }

    static KubernetesClient client() {
        return shared().client;
    }

    static Path kubeconfig() {
        return shared().kubeconfig;
    }

    static Path kubectl() {
        return binaries().resolve("kubectl");
    }

    private static Path binaries() {
        return Path.of(System.getProperty("slipway.kubeApiTest.dir"), "k8s", VERSION + "-linux-amd64");
    }

    private static void linkBinaries() throws IOException {
        for (var name : new String[] {"etcd", "kube-apiserver", "kubectl"}) {
            var binary = binaries().resolve(name);
            if (!Files.isExecutable(binary)) {
                throw new IllegalStateException(
                        "There is no " + binary + ". Run `e2e/cluster/cluster api-binaries`, which prints the folder; "
                                + "another one is named by -Dslipway.kubeApiTest.dir.");
            }
        }
        Files.createDirectories(DIRECTORY);
        var link = DIRECTORY.resolve("k8s");
        Files.deleteIfExists(link);
        Files.createSymbolicLink(link, binaries().getParent());
    }

    private void install(CustomResourceDefinition crd) {
        client.resource(crd).create();
        client.apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName(crd.getMetadata().getName())
                .waitUntilCondition(ApiServer::isEstablished, 30, TimeUnit.SECONDS);
    }

    private static boolean isEstablished(@Nullable CustomResourceDefinition crd) {
        return crd != null
                && crd.getStatus() != null
                && crd.getStatus().getConditions() != null
                && crd.getStatus().getConditions().stream()
                        .anyMatch(c -> c.getType().equals("Established")
                                && c.getStatus().equals("True"));
    }
}

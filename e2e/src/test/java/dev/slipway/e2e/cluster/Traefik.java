package dev.slipway.e2e.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Traefik as a process of this machine, which reaches pods as a node does, and the standard definitions of the Gateway API that
 * it was built with. {@code e2e.traefik} says where it lies.
 */
public final class Traefik implements AutoCloseable {
    private final Process process;
    private final int port;

    private Traefik(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Installs the definitions and starts it with one entry point. */
    public static Traefik start() throws IOException {
        Cluster.kubectl("apply", "--server-side", "-f", GatewayApi.definitions().toString());
        for (var plural : new String[] {"gatewayclasses", "gateways", "httproutes"}) {
            Cluster.awaitEstablished(plural + ".gateway.networking.k8s.io");
        }
        int port;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        var process = new ProcessBuilder(
                        System.getProperty("e2e.traefik"),
                        "--global.checknewversion=false",
                        "--global.sendanonymoususage=false",
                        "--log.level=INFO",
                        "--entrypoints.web.address=127.0.0.1:" + port,
                        "--providers.kubernetesgateway.statusaddress.ip=127.0.0.1")
                .redirectErrorStream(true)
                .redirectOutput(Path.of("target", "traefik.log").toFile())
                .start();
        return new Traefik(process, port);
    }

    /** Of its entry point, which a Gateway's listener has to name. */
    public int port() {
        return port;
    }

    /** Where it takes requests. */
    public InetSocketAddress address() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** Ends it and takes the definitions away. */
    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Cluster.kubectl("delete", "-f", GatewayApi.definitions().toString(), "--ignore-not-found", "--timeout=60s");
    }
}

package dev.slipway.e2e.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The API server of this machine's cluster, a process like any other. */
public final class ApiServer {
    private static final Path STATE = Path.of(System.getenv().getOrDefault("SLIPWAY_STATE", "/var/lib/slipway-e2e"));

    private ApiServer() {}

    /** It answers nobody from now on: connections stand, and nothing comes back. */
    public static void stop() throws IOException {
        signal("STOP");
    }

    /** It answers again, and what died for want of it is started again. */
    public static void goOn() throws IOException {
        signal("CONT");
        Command.of("e2e/cluster/cluster", "up", "--audit").run().text();
        Cluster.kubectl("wait", "--for=condition=Ready", "node", "--all", "--timeout=120s");
    }

    private static void signal(String name) throws IOException {
        // Its process, when that was started, and what it was started with.
        var line = Files.readString(STATE.resolve("run/kube-apiserver.pid"));
        Command.of("kill", "-" + name, line.substring(0, line.indexOf(' ')))
                .run()
                .text();
    }
}

package dev.slipway.e2e.cluster;

import java.nio.file.Path;

/** The definitions of the Gateway API, as it publishes them in its Go module. */
public final class GatewayApi {
    private static final String MODULE = "sigs.k8s.io/gateway-api@v1.4.0";

    private GatewayApi() {}

    /** The folder of the standard channel. */
    public static Path definitions() {
        Command.of("go", "mod", "download", MODULE).run().text();
        var cache = Command.of("go", "env", "GOMODCACHE").run().text().strip();
        return Path.of(cache, MODULE, "config", "crd", "standard");
    }
}

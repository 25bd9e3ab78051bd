package dev.slipway.driftjob.registry;

import dev.slipway.driftjob.config.RegistryConfig;
import dev.slipway.driftjob.web.WebAddress;
import dev.slipway.driftjob.web.WebSecret;
import dev.slipway.workload.artifact.Credentials;
import dev.slipway.workload.artifact.MlflowRegistry;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.json.JsonText;
import dev.slipway.workload.objectstore.HttpExchange;
import dev.slipway.workload.objectstore.HttpTimeouts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The registered model of the configuration, in its MLflow. */
public final class ModelRegistry implements AutoCloseable {
    /** MLflow takes longer values since version 2.0; older ones cut nothing and fail. */
    private static final int LONGEST_TAG = 500;

    private final RegistryConfig config;
    private final HttpExchange exchange = new HttpExchange(HttpTimeouts.DEFAULT);
    private final MlflowRegistry server;

    public ModelRegistry(RegistryConfig config) throws FailureException {
        this.config = config;
        this.server = server(config.url(), config.secret(), exchange);
    }

    /** The MLflow server at this address; one Secret may hold its credentials beside the keys of a store. */
    public static MlflowRegistry server(String url, Optional<Path> secret, HttpExchange exchange)
            throws FailureException {
        boolean says = secret.isPresent()
                && (Files.exists(secret.get().resolve("token"))
                        || Files.exists(secret.get().resolve("username"))
                        || !Files.exists(secret.get().resolve("accessKey")));
        Credentials credentials =
                says ? Credentials.read(secret.get(), WebSecret.name(secret.get())) : Credentials.NONE;
        return new MlflowRegistry(
                WebAddress.parse(url, "$.registry.url"),
                credentials,
                "registry.secretRef",
                exchange,
                HttpTimeouts.DEFAULT);
    }

    /** The version that serves; empty: none does. */
    public Optional<String> champion() throws FailureException {
        return server.version(config.model(), config.championAlias());
    }

    /** The version that wants to serve; empty: none does. */
    public Optional<String> candidate() throws FailureException {
        return server.version(config.model(), config.candidateAlias());
    }

    /** Lets the champion alias name this version; whom it names after that. */
    Optional<String> crown(String version) throws FailureException {
        server.point(config.model(), config.championAlias(), version);
        return champion();
    }

    /** Writes tags of a version; an empty value is left out. */
    void tag(String version, Map<String, String> tags) throws FailureException {
        for (Map.Entry<String, String> tag : tags.entrySet()) {
            String value = tag.getValue();
            if (!value.isEmpty()) {
                server.tag(config.model(), version, tag.getKey(), JsonText.shortened(value, LONGEST_TAG));
            }
        }
    }

    @Override
    public void close() {
        exchange.close();
    }
}

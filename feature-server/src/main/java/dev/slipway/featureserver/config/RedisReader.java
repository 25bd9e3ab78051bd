package dev.slipway.featureserver.config;

import dev.slipway.featureserver.config.RedisConfig.Address;
import dev.slipway.featureserver.config.RedisConfig.Mode;
import dev.slipway.featureserver.config.RedisConfig.Tls;
import dev.slipway.workload.config.ConfigNode;
import dev.slipway.workload.failure.FailureException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code $.redis}. */
final class RedisReader {
    private RedisReader() {}

    static RedisConfig read(ConfigNode node) throws FailureException {
        node.only(
                "mode",
                "addresses",
                "database",
                "sentinelMaster",
                "tls",
                "credentialsDirectory",
                "connectTimeout",
                "timeout");
        Optional<String> credentials = node.optionalString("credentialsDirectory");
        if (!node.has("addresses") && credentials.isPresent()) {
            return ofSecret(node, RedisSecret.open(Path.of(credentials.get())), credentials.get());
        }
        Mode mode = node.oneOf("mode", Mode.Single);
        List<Address> addresses = new ArrayList<>();
        for (String text : node.strings("addresses")) {
            addresses.add(address(text)
                    .orElseThrow(() -> node.refuse("addresses", "a list of host:port; " + text + " is none")));
        }
        if (addresses.isEmpty() || (mode == Mode.Single && addresses.size() > 1)) {
            throw node.refuse("addresses", mode == Mode.Single ? "one host:port" : "at least one host:port");
        }
        int database = node.integer("database", 0, 0, mode == Mode.Cluster ? 0 : 1_000_000);
        return new RedisConfig(
                mode,
                List.copyOf(addresses),
                database,
                node.optionalString("sentinelMaster").orElse("mymaster"),
                tls(node),
                node.optionalString("credentialsDirectory"),
                node.duration("connectTimeout", Duration.ofSeconds(1)),
                node.duration("timeout", Duration.ofMillis(500)));
    }

    /** Everything about the store stands in its Secret. */
    private static RedisConfig ofSecret(ConfigNode node, RedisSecret secret, String directory) throws FailureException {
        return new RedisConfig(
                secret.mode(),
                secret.addresses(),
                secret.database(),
                secret.sentinelMaster().orElse("mymaster"),
                secret.tls(),
                Optional.of(directory),
                node.duration("connectTimeout", Duration.ofSeconds(1)),
                node.duration("timeout", Duration.ofMillis(500)));
    }

    private static Optional<Tls> tls(ConfigNode redis) throws FailureException {
        Optional<ConfigNode> node = redis.object("tls");
        if (node.isEmpty()) {
            return Optional.empty();
        }
        node.get().only("caFile", "verifyHost");
        return Optional.of(
                new Tls(node.get().optionalString("caFile"), node.get().bool("verifyHost", true)));
    }

    static Optional<Address> address(String text) {
        int colon = text.lastIndexOf(':');
        if (colon <= 0) {
            return Optional.empty();
        }
        String host = text.substring(0, colon);
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            boolean bracketed = host.startsWith("[") && host.endsWith("]");
            return port > 0 && port < 65_536
                    ? Optional.of(new Address(bracketed ? host.substring(1, host.length() - 1) : host, port))
                    : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}

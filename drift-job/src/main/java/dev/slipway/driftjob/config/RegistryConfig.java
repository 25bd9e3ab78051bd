package dev.slipway.driftjob.config;

import dev.slipway.workload.config.ConfigNode;
import dev.slipway.workload.failure.FailureException;
import java.nio.file.Path;
import java.util.Optional;

/** A registered model of an MLflow server, and the names of its two parts. */
public record RegistryConfig(
        String url, Optional<Path> secret, String model, String championAlias, String candidateAlias) {

    /** Reads the field {@code registry}, where it is. */
    static Optional<RegistryConfig> optional(ConfigNode root) throws FailureException {
        Optional<ConfigNode> node = root.object("registry");
        return node.isPresent() ? Optional.of(read(node.get())) : Optional.empty();
    }

    /** Reads the field {@code registry}. */
    static RegistryConfig of(ConfigNode root) throws FailureException {
        return read(AlertConfig.needed(root, "registry"));
    }

    private static RegistryConfig read(ConfigNode node) throws FailureException {
        node.only("url", "secret", "model", "championAlias", "candidateAlias");
        RegistryConfig registry = new RegistryConfig(
                node.string("url").replaceAll("/+$", ""),
                node.optionalString("secret").map(Path::of),
                node.string("model"),
                node.optionalString("championAlias").orElse("champion"),
                node.optionalString("candidateAlias").orElse("challenger"));
        if (registry.championAlias().equals(registry.candidateAlias())) {
            throw node.refuse("candidateAlias", "another alias than championAlias");
        }
        return registry;
    }
}

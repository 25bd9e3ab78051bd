package dev.slipway.driftjob.config;

import dev.slipway.workload.config.ConfigNode;
import dev.slipway.workload.failure.FailureException;

/**
 * Which champion goes, and which comes back.
 *
 * @param id of the retraining that made the version that goes
 * @param promoted version that goes
 * @param previous version that comes back
 */
public record RollbackConfig(
        RegistryConfig registry,
        String id,
        MonitorName monitor,
        String promoted,
        String previous,
        String reason,
        String message) {

    /** Reads the document of {@code rollback}. */
    public static RollbackConfig of(ConfigNode root) throws FailureException {
        root.only("registry", "rollback");
        ConfigNode node = AlertConfig.needed(root, "rollback");
        node.only("id", "monitor", "promoted", "previous", "reason", "message");
        RollbackConfig config = new RollbackConfig(
                RegistryConfig.of(root),
                node.string("id"),
                MonitorName.of(node),
                PromoteConfig.version(node, "promoted"),
                PromoteConfig.version(node, "previous"),
                node.optionalString("reason").orElse(""),
                node.optionalString("message").orElse(""));
        if (config.promoted().equals(config.previous())) {
            throw node.refuse("previous", "another version than promoted");
        }
        return config;
    }
}

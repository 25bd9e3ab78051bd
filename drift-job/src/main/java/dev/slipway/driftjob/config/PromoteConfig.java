package dev.slipway.driftjob.config;

import dev.slipway.workload.config.ConfigNode;
import dev.slipway.workload.failure.FailureException;
import java.util.Optional;

/**
 * What the gate decided, and where it is written.
 *
 * @param id of the retraining that made the candidate
 * @param champion version that the candidate was judged against; empty: there was none
 * @param candidate version that was judged
 */
public record PromoteConfig(
        RegistryConfig registry,
        String id,
        MonitorName monitor,
        Decision decision,
        String reason,
        String message,
        Optional<String> champion,
        String candidate,
        String report) {

    /** Of the gate. */
    public enum Decision {
        Passed,
        Rejected
    }

    /** Reads the document of {@code promote}. */
    public static PromoteConfig of(ConfigNode root) throws FailureException {
        root.only("registry", "promotion");
        ConfigNode node = AlertConfig.needed(root, "promotion");
        node.only("id", "monitor", "decision", "reason", "message", "champion", "candidate", "report");
        node.string("decision");
        PromoteConfig config = new PromoteConfig(
                RegistryConfig.of(root),
                node.string("id"),
                MonitorName.of(node),
                node.oneOf("decision", Decision.Passed),
                node.optionalString("reason").orElse(""),
                node.optionalString("message").orElse(""),
                node.has("champion") ? Optional.of(version(node, "champion")) : Optional.empty(),
                version(node, "candidate"),
                node.optionalString("report").orElse(""));
        if (config.champion().equals(Optional.of(config.candidate()))) {
            throw node.refuse("candidate", "another version than champion");
        }
        return config;
    }

    /** A version of MLflow is a whole number, written as a string. */
    static String version(ConfigNode node, String field) throws FailureException {
        String version = node.string(field);
        if (!version.matches("[0-9]{1,18}")) {
            throw node.refuse(field, "a version such as \"7\"");
        }
        return version;
    }
}

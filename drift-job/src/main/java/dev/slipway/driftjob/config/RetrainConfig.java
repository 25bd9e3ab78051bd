package dev.slipway.driftjob.config;

import dev.slipway.workload.config.ConfigNode;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A training that somebody else does.
 *
 * @param id the same for every attempt: whoever trains knows a repetition by it
 * @param startedAt from when the timeout counts; empty: from the start of the process
 * @param request what the trainer is told: the document's {@code retraining}, as it stands
 * @param poll how often the trainer is asked how far it is
 */
public record RetrainConfig(
        String id,
        MonitorName monitor,
        Optional<Instant> startedAt,
        Map<String, Object> request,
        Duration timeout,
        Duration poll,
        Trainer trainer) {
    private static final String ID = "[A-Za-z0-9_.~:+-]{1,200}";

    /** Who trains. */
    public sealed interface Trainer {
        /**
         * A DAG of Airflow.
         *
         * @param abandoned runs that nobody waits for any more: those that still go on are given up before another begins
         */
        record Airflow(String url, String dagId, ApiVersion apiVersion, Optional<Path> secret, List<String> abandoned)
                implements Trainer {}

        /** A receiver by HTTP. */
        record Webhook(String url, Optional<Path> secret) implements Trainer {}
    }

    /** REST API of Airflow: v1 of version 2, v2 of version 3. */
    public enum ApiVersion {
        auto,
        v1,
        v2
    }

    /** Reads the document of {@code retrain}. */
    public static RetrainConfig of(ConfigNode root) throws FailureException {
        root.only("retraining", "timeout", "poll", "airflow", "webhook");
        ConfigNode node = AlertConfig.needed(root, "retraining");
        node.only(
                "id",
                "monitor",
                "model",
                "trigger",
                "startedAt",
                "verdict",
                "driftedShare",
                "drifted",
                "report",
                "registry");
        AlertConfig.drifted(node);
        String id = node.string("id");
        if (!id.matches(ID)) {
            throw node.refuse("id", "at most 200 letters, digits and _.~:+-");
        }
        if (root.has("airflow") == root.has("webhook")) {
            throw new FailureException(
                    CommonReason.InvalidConfig, "The configuration needs exactly one of $.airflow and $.webhook.");
        }
        Duration poll = root.duration("poll", Duration.ofSeconds(10));
        if (!poll.isPositive()) {
            throw root.refuse("poll", "more than 0s");
        }
        return new RetrainConfig(
                id,
                MonitorName.of(node),
                SourceConfig.instant(node, "startedAt"),
                node.fields(),
                root.duration("timeout", Duration.ofHours(6)),
                poll,
                root.has("airflow") ? airflow(root) : webhook(root));
    }

    private static Trainer airflow(ConfigNode root) throws FailureException {
        ConfigNode node = AlertConfig.needed(root, "airflow").only("url", "dagId", "apiVersion", "secret", "abandoned");
        String dag = node.string("dagId");
        if (!dag.matches("[A-Za-z0-9_.-]{1,250}")) {
            throw node.refuse("dagId", "at most 250 letters, digits and _.-");
        }
        List<String> abandoned = node.strings("abandoned");
        if (!abandoned.stream().allMatch(id -> id.matches(ID))) {
            throw node.refuse("abandoned", "ids of at most 200 letters, digits and _.~:+-");
        }
        return new Trainer.Airflow(
                node.string("url").replaceAll("/+$", ""),
                dag,
                node.oneOf("apiVersion", ApiVersion.auto),
                node.optionalString("secret").map(Path::of),
                abandoned);
    }

    private static Trainer webhook(ConfigNode root) throws FailureException {
        ConfigNode node = AlertConfig.needed(root, "webhook").only("url", "secret");
        return new Trainer.Webhook(
                node.string("url"), node.optionalString("secret").map(Path::of));
    }
}

package dev.slipway.driftjob.registry;

import dev.slipway.driftjob.config.RollbackConfig;
import dev.slipway.workload.config.ConfigDocument;
import dev.slipway.workload.failure.FailureException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The command {@code rollback}: the former champion comes back, unless somebody else moved the alias since. */
public final class Rollback {
    private static final String TAG = "slipway.rollback";

    private Rollback() {}

    /** Moves the alias back; the summary. */
    public static Map<String, Object> execute(Path configFile) throws FailureException {
        RollbackConfig config =
                RollbackConfig.of(ConfigDocument.read(configFile).root());
        try (ModelRegistry registry = new ModelRegistry(config.registry())) {
            Optional<String> now = registry.champion();
            if (now.equals(Optional.of(config.promoted()))) {
                now = registry.crown(config.previous());
            }
            boolean back = now.equals(Optional.of(config.previous()));
            if (back) {
                registry.tag(config.promoted(), tags(config));
            }
            return summary(config, now, back);
        }
    }

    private static Map<String, String> tags(RollbackConfig config) {
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put(TAG + ".to", config.previous());
        tags.put(TAG + ".reason", config.reason());
        tags.put(TAG + ".message", config.message());
        tags.put(TAG + ".retraining", config.id());
        tags.put(TAG, "RolledBack");
        return tags;
    }

    private static Map<String, Object> summary(RollbackConfig config, Optional<String> now, boolean back) {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("command", "rollback");
        summary.put("outcome", back ? "RolledBack" : "ChampionMoved");
        summary.put("model", config.registry().model());
        now.ifPresent(version -> summary.put("champion", version));
        summary.put("previous", config.promoted());
        summary.put(
                "message",
                back
                        ? config.message()
                        : "The alias %s names %s and neither %s nor %s: it stays."
                                .formatted(
                                        config.registry().championAlias(),
                                        now.map(v -> "version " + v).orElse("none"),
                                        config.promoted(),
                                        config.previous()));
        return summary;
    }
}

package dev.slipway.driftjob.registry;

import dev.slipway.driftjob.config.PromoteConfig;
import dev.slipway.workload.config.ConfigDocument;
import dev.slipway.workload.failure.FailureException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The command {@code promote}: the gate's decision as MLflow shows it. The alias moves only if the champion is still the one
 * that the candidate was compared with; what was compared is written down before the alias moves, so that the way back is
 * known wherever this process ends.
 */
public final class Promotion {
    private static final String GATE = "slipway.gate";
    private static final String MOVED = "ChampionMoved";

    private final PromoteConfig config;
    private final ModelRegistry registry;

    private Promotion(PromoteConfig config, ModelRegistry registry) {
        this.config = config;
        this.registry = registry;
    }

    /** Writes the decision; the summary. */
    public static Map<String, Object> execute(Path configFile) throws FailureException {
        PromoteConfig config = PromoteConfig.of(ConfigDocument.read(configFile).root());
        try (ModelRegistry registry = new ModelRegistry(config.registry())) {
            Promotion promotion = new Promotion(config, registry);
            return config.decision() == PromoteConfig.Decision.Passed ? promotion.promote() : promotion.refuse();
        }
    }

    private Map<String, Object> refuse() throws FailureException {
        registry.tag(config.candidate(), tags("Rejected", config.reason(), config.message()));
        return summary("Rejected", config.reason(), registry.champion(), config.message());
    }

    private Map<String, Object> promote() throws FailureException {
        Optional<String> now = registry.champion();
        if (now.equals(Optional.of(config.candidate()))) {
            return promoted();
        }
        if (!now.equals(config.champion())) {
            return moved(now);
        }
        registry.tag(
                config.candidate(), Map.of(GATE + ".champion", config.champion().orElse("")));
        Optional<String> after = registry.crown(config.candidate());
        return after.equals(Optional.of(config.candidate())) ? promoted() : moved(after);
    }

    private Map<String, Object> promoted() throws FailureException {
        registry.tag(config.candidate(), tags("Promoted", config.reason(), config.message()));
        return summary("Promoted", config.reason(), Optional.of(config.candidate()), config.message());
    }

    private Map<String, Object> moved(Optional<String> now) throws FailureException {
        String message = "Version %s was compared with %s, and the alias %s names %s meanwhile."
                .formatted(
                        config.candidate(),
                        config.champion().map(v -> "version " + v).orElse("no champion"),
                        config.registry().championAlias(),
                        now.map(v -> "version " + v).orElse("none"));
        registry.tag(config.candidate(), tags(MOVED, MOVED, message));
        return summary(MOVED, MOVED, now, message);
    }

    private Map<String, String> tags(String outcome, String reason, String message) {
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put(GATE + ".champion", config.champion().orElse(""));
        tags.put(GATE + ".reason", reason);
        tags.put(GATE + ".message", message);
        tags.put(GATE + ".retraining", config.id());
        tags.put(GATE + ".monitor", config.monitor().toString());
        tags.put(GATE + ".report", config.report());
        tags.put(GATE, outcome);
        return tags;
    }

    private Map<String, Object> summary(String outcome, String reason, Optional<String> champion, String message) {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("command", "promote");
        summary.put("outcome", outcome);
        summary.put("reason", reason);
        summary.put("model", config.registry().model());
        champion.ifPresent(version -> summary.put("champion", version));
        config.champion().filter(v -> outcome.equals("Promoted")).ifPresent(v -> summary.put("previous", v));
        summary.put("candidate", config.candidate());
        summary.put("message", message);
        return summary;
    }
}

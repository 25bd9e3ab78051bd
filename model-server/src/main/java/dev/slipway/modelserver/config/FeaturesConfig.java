package dev.slipway.modelserver.config;

import dev.slipway.workload.config.ConfigNode;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.features.OnlineQuestion;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Features that requests with an {@code entity} are completed with.
 *
 * @param server base address of the feature server
 * @param question what it is asked
 * @param entityKeys join keys that a request names
 * @param budget how long a request may wait for them
 */
public record FeaturesConfig(URI server, OnlineQuestion question, List<String> entityKeys, Duration budget) {
    private static final Pattern REFERENCE = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*:[A-Za-z_][A-Za-z0-9_]*");
    private static final int DEFAULT_BUDGET_MILLIS = 250;

    /** Copies the list. */
    public FeaturesConfig {
        entityKeys = List.copyOf(entityKeys);
    }

    static Optional<FeaturesConfig> read(ConfigNode root) throws FailureException {
        Optional<ConfigNode> found = root.object("features");
        if (found.isEmpty()) {
            return Optional.empty();
        }
        ConfigNode node = found.get().only("url", "refs", "entityKeys", "budgetMillis");
        List<String> references = node.strings("refs");
        if (references.isEmpty()
                || !references.stream().allMatch(ref -> REFERENCE.matcher(ref).matches())) {
            throw node.refuse("refs", "a list of features as view:feature");
        }
        return Optional.of(new FeaturesConfig(
                url(node),
                new OnlineQuestion(references),
                node.strings("entityKeys"),
                Duration.ofMillis(node.integer("budgetMillis", DEFAULT_BUDGET_MILLIS, 1, 3_600_000))));
    }

    private static URI url(ConfigNode node) throws FailureException {
        try {
            URI url = URI.create(node.string("url"));
            if (("http".equals(url.getScheme()) || "https".equals(url.getScheme())) && url.getHost() != null) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            // Told below.
        }
        throw node.refuse("url", "the address of a feature server as http://default-features.shop.svc:6566");
    }
}

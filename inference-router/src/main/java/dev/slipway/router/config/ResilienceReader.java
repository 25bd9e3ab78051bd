package dev.slipway.router.config;

import dev.slipway.router.policy.balance.Breaker;
import dev.slipway.workload.config.ConfigNode;
import dev.slipway.workload.failure.FailureException;
import java.util.Optional;

/** Reads {@code resilience}: all of it has defaults. */
final class ResilienceReader {
    private ResilienceReader() {}

    static ResilienceConfig read(ConfigNode root) throws FailureException {
        ConfigNode node =
                root.object("resilience").orElse(ConfigNode.NONE).only("retry", "hedge", "breaker", "concurrency");
        ConfigNode retry = node.object("retry").orElse(ConfigNode.NONE).only("maxAttempts", "budget");
        ConfigNode budget = retry.object("budget").orElse(ConfigNode.NONE).only("percent", "minPerSecond");
        ConfigNode breaker = node.object("breaker")
                .orElse(ConfigNode.NONE)
                .only("consecutive", "errorRate", "minRequests", "minHealthyPercent");
        ConfigNode concurrency =
                node.object("concurrency").orElse(ConfigNode.NONE).only("adaptive", "max");
        Optional<ConfigNode> hedge = node.object("hedge");
        Breaker.Settings usual = Breaker.Settings.DEFAULT;
        return new ResilienceConfig(
                retry.integer("maxAttempts", 2, 1, 10),
                budget.number("percent", 20, 0, 100) / 100,
                budget.number("minPerSecond", 10, 0, 1e6),
                hedge.isEmpty() ? Optional.empty() : Optional.of(hedge(hedge.get())),
                new Breaker.Settings(
                        breaker.integer("consecutive", usual.consecutive(), 1, 1000),
                        breaker.number("errorRate", usual.errorRate(), 0, 1),
                        breaker.integer("minRequests", usual.minRequests(), 1, 100_000)),
                breaker.number("minHealthyPercent", 34, 0, 100) / 100,
                concurrency.bool("adaptive", true),
                concurrency.integer("max", 200, 1, 100_000));
    }

    private static ResilienceConfig.Hedge hedge(ConfigNode node) throws FailureException {
        node.only("percentile", "maxPercent");
        return new ResilienceConfig.Hedge(
                node.number("percentile", 95, 50, 99.9), node.number("maxPercent", 5, 0, 100));
    }
}

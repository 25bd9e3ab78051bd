package dev.slipway.router.config;

import dev.slipway.router.policy.balance.Breaker;
import java.util.Optional;

/**
 * How failures are met.
 *
 * @param maxAttempts at one target, with the first
 * @param budgetRatio extra attempts per request
 * @param budgetMinPerSecond extra attempts per second that are always allowed
 * @param hedge empty for not
 * @param minHealthy part of a target's endpoints that stays in
 * @param adaptive whether limits of concurrency are learnt
 * @param maxConcurrency the largest limit
 */
public record ResilienceConfig(
        int maxAttempts,
        double budgetRatio,
        double budgetMinPerSecond,
        Optional<Hedge> hedge,
        Breaker.Settings breaker,
        double minHealthy,
        boolean adaptive,
        int maxConcurrency) {
    /** A second attempt after the time that so many percent of answers took, for at most so many percent of requests. */
    public record Hedge(double percentile, double maxPercent) {}
}

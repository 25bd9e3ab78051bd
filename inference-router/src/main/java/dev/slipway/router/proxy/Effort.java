package dev.slipway.router.proxy;

import dev.slipway.router.policy.budget.Hedging;
import dev.slipway.router.policy.budget.RetryBudget;
import dev.slipway.router.policy.limit.Priorities;
import org.jspecify.annotations.Nullable;

/**
 * How much is done for an answer.
 *
 * @param budget of extra attempts, shared by all calls of one kind
 * @param hedging null for none
 * @param maxAttempts at one target
 */
record Effort(RetryBudget budget, @Nullable Hedging hedging, int maxAttempts, Priorities priorities) {
    /** One attempt: for what nobody waits for. */
    static Effort single(long now) {
        return new Effort(new RetryBudget(0, 0, now), null, 1, Priorities.NONE);
    }
}

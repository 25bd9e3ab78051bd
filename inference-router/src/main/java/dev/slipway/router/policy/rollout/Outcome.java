package dev.slipway.router.policy.rollout;

/**
 * How one attempt at an arm ended.
 *
 * @param failed no answer or a server's fault
 * @param connectFailed no connection even
 * @param invalid an answer that is no prediction
 * @param nanos how long it took
 */
public record Outcome(boolean failed, boolean connectFailed, boolean invalid, long nanos) {}

package dev.slipway.operator.driftmonitor.observe;

/**
 * What a Job of the gate wrote as its termination message.
 *
 * @param champion version that serves
 * @param candidate version that was judged
 * @param promote evaluation: whether every rule held; promotion: whether the alias was moved
 * @param reason one word, such as {@code ConfidenceIncludesZero}
 * @param message for people
 */
public record GateSummary(String champion, String candidate, boolean promote, String reason, String message) {}

package dev.slipway.operator.driftmonitor.loop;

/**
 * Something that asks for a retraining.
 *
 * @param id what asks, such as {@code run/fraud-29381760} or {@code clock/2026-11-28T02:00:00Z}; asked again, it is the same
 * @param trigger for people: the expression or the schedule
 */
public record Request(String id, String trigger) {}

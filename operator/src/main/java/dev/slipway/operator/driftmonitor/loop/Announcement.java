package dev.slipway.operator.driftmonitor.loop;

import dev.slipway.operator.status.Reason;

/**
 * Something that is told once.
 *
 * @param warning whether a person should look
 * @param key the same for the same news, whoever tells it and how often
 */
public record Announcement(boolean warning, Reason reason, String message, String key) {}

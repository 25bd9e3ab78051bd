package dev.slipway.operator.config;

/**
 * What an installation decides for every DriftMonitor.
 *
 * @param image image of the drift job, which compares, judges candidates and tells others
 */
public record DriftJobDefaults(String image) {}

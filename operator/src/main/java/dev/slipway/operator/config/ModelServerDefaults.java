package dev.slipway.operator.config;

/**
 * What an installation decides for every ModelDeployment that does not say otherwise.
 *
 * @param image image of the model server
 */
public record ModelServerDefaults(String image) {}

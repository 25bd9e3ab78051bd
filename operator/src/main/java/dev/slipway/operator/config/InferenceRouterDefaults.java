package dev.slipway.operator.config;

/**
 * What an installation decides for every InferenceRoute.
 *
 * @param image image of the inference router
 */
public record InferenceRouterDefaults(String image) {}

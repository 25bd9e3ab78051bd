package dev.slipway.operator.config;

/**
 * What an installation decides for every FeatureView.
 *
 * @param image image of the feature server, which serves and materialises
 */
public record FeatureServerDefaults(String image) {}

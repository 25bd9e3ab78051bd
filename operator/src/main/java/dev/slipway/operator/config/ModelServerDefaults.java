package dev.slipway.operator.config;

import java.util.Optional;

/**
 * What an installation decides for every ModelDeployment that does not say otherwise.
 *
 * @param image image of the model server
 * @param registry base URL of the MLflow server that resolves mlflow: URIs
 * @param cache where nodes keep models that were fetched before
 */
public record ModelServerDefaults(String image, Optional<String> registry, Optional<ModelCache> cache) {
    /** Without a registry and without a cache. */
    public ModelServerDefaults(String image) {
        this(image, Optional.empty(), Optional.empty());
    }
}

package dev.slipway.operator.config;

import java.util.Optional;

/**
 * What an installation decides for every ModelDeployment that does not say otherwise.
 *
 * @param image image of the model server
 * @param gpuImage image of the model server for pods with a GPU
 * @param registry base URL of the MLflow server that resolves mlflow: URIs
 * @param cache where nodes keep models that were fetched before
 */
public record ModelServerDefaults(
        String image, Optional<String> gpuImage, Optional<String> registry, Optional<ModelCache> cache) {
    /** With nothing but an image. */
    public ModelServerDefaults(String image) {
        this(image, Optional.empty(), Optional.empty(), Optional.empty());
    }
}

package dev.slipway.driftjob.evaluate;

import dev.slipway.driftjob.config.EvaluateConfig;
import dev.slipway.driftjob.files.FetchedModel;
import dev.slipway.driftjob.files.ModelFetch;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import java.io.IOException;

/** Opens the models that the configuration names. */
final class ModelLoader {
    private final ModelFetch fetch;

    ModelLoader(ModelFetch fetch) {
        this.fetch = fetch;
    }

    Model open(EvaluateConfig.ModelConfig config) throws FailureException {
        return switch (config) {
            case EvaluateConfig.ModelConfig.Served served -> new ServedModel(served.url(), served.model());
            case EvaluateConfig.ModelConfig.File file -> {
                try {
                    FetchedModel fetched = fetch.fetch(file.uri(), file.secret(), file.registry());
                    yield OnnxFileModel.load(
                            fetched.file(), new Model.Identity(file.shown(), fetched.version(), fetched.digest()));
                } catch (IOException e) {
                    throw new FailureException(
                            CommonReason.ArtifactUnavailable,
                            "The model %s cannot be read: %s.".formatted(file.shown(), e.getMessage()),
                            e);
                }
            }
        };
    }
}

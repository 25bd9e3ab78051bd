package dev.slipway.operator.modeldeployment.plan;

import dev.slipway.api.modeldeployment.ModelDeploymentSpec;
import dev.slipway.api.modeldeployment.ServerSpec.ExecutionProvider;
import dev.slipway.operator.config.ModelServerDefaults;
import dev.slipway.operator.modeldeployment.observe.ObservedModel;
import dev.slipway.operator.status.Refusal;
import java.util.List;
import java.util.Optional;

/** The image that serves a model, and where ONNX Runtime computes in it. */
final class ServerImage {
    private ServerImage() {}

    /** The spec's own image; else the installation's, for GPUs where the spec has one and there is such an image. */
    static String of(ModelDeploymentSpec spec, ModelServerDefaults defaults) {
        if (!spec.server().image().isEmpty()) {
            return spec.server().image();
        }
        return spec.gpu() == null ? defaults.image() : defaults.gpuImage().orElse(defaults.image());
    }

    /** In order of preference; none where the image knows but one. */
    static List<ExecutionProvider> providers(ModelDeploymentSpec spec, ModelServerDefaults defaults) {
        if (spec.gpu() == null || isForProcessorsOnly(spec, defaults)) {
            return List.of();
        }
        var wished = spec.server().executionProviders();
        return wished == null || wished.isEmpty() ? List.of(ExecutionProvider.CUDA, ExecutionProvider.CPU) : wished;
    }

    /** Refuses CUDA where no image has it: the model would run on the CPU beside a GPU that is paid for. */
    static Optional<Refusal> review(ObservedModel observed) {
        var wished = observed.spec().server().executionProviders();
        return wished != null
                        && wished.contains(ExecutionProvider.CUDA)
                        && isForProcessorsOnly(observed.spec(), observed.defaults())
                ? Optional.of(
                        Refusal.invalid(
                                "spec.server.executionProviders names CUDA, and this installation has no image"
                                        + " of the model server for GPUs. Set modelServer.gpuImage of the chart, or spec.server.image."))
                : Optional.empty();
    }

    private static boolean isForProcessorsOnly(ModelDeploymentSpec spec, ModelServerDefaults defaults) {
        return spec.server().image().isEmpty() && defaults.gpuImage().isEmpty();
    }
}

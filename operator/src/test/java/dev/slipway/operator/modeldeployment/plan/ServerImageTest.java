package dev.slipway.operator.modeldeployment.plan;

import static dev.slipway.api.modeldeployment.ServerSpec.ExecutionProvider.CPU;
import static dev.slipway.api.modeldeployment.ServerSpec.ExecutionProvider.CUDA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.operator.config.ModelServerDefaults;
import dev.slipway.operator.modeldeployment.Seen;
import dev.slipway.operator.status.Reason;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServerImageTest {
    private static final String MODEL = "model: {uri: 'https://m/iris.onnx'}";
    private static final ModelServerDefaults BOTH =
            new ModelServerDefaults(Seen.IMAGE, Optional.of("localhost/gpu:1"), Optional.empty(), Optional.empty());
    private static final ModelServerDefaults NO_GPU_IMAGE = new ModelServerDefaults(Seen.IMAGE);

    @Test
    void a_model_with_a_gpu_gets_the_image_for_gpus_and_prefers_cuda() {
        var spec = Seen.model(MODEL + ", gpu: {count: 1}").getSpec();

        assertThat(ServerImage.of(spec, BOTH)).isEqualTo("localhost/gpu:1");
        assertThat(ServerImage.providers(spec, BOTH)).containsExactly(CUDA, CPU);
        assertThat(Revision.render("iris", "r", spec, Optional.empty(), BOTH)
                        .data()
                        .get(Revision.CONFIG_KEY))
                .contains("\"executionProviders\":[\"CUDA\",\"CPU\"]");
    }

    @Test
    void a_model_without_a_gpu_gets_the_small_image() {
        var spec = Seen.model(MODEL).getSpec();

        assertThat(ServerImage.of(spec, BOTH)).isEqualTo(Seen.IMAGE);
        assertThat(ServerImage.providers(spec, BOTH)).isEmpty();
    }

    @Test
    void the_spec_has_the_last_word() {
        var spec = Seen.model(MODEL + ", gpu: {count: 1}, server: {image: 'my/own:1', executionProviders: [CPU]}")
                .getSpec();

        assertThat(ServerImage.of(spec, BOTH)).isEqualTo("my/own:1");
        assertThat(ServerImage.providers(spec, BOTH)).containsExactly(CPU);
    }

    @Test
    void cuda_without_an_image_that_has_it_is_refused() {
        var spec = MODEL + ", gpu: {count: 1}, server: {executionProviders: [CUDA, CPU]}";

        assertThat(ServerImage.review(Seen.nothingBut(Seen.model(spec)))).hasValueSatisfying(refusal -> {
            assertThat(refusal.reason()).isEqualTo(Reason.INVALID_SPEC);
            assertThat(refusal.message()).contains("CUDA", "modelServer.gpuImage", "spec.server.image");
        });
        assertThat(ServerImage.providers(Seen.model(spec).getSpec(), NO_GPU_IMAGE))
                .isEmpty();
        assertThat(ServerImage.of(Seen.model(MODEL + ", gpu: {count: 1}").getSpec(), NO_GPU_IMAGE))
                .isEqualTo(Seen.IMAGE);
    }
}

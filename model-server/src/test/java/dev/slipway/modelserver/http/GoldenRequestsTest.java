package dev.slipway.modelserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.modelserver.TestModels;
import dev.slipway.modelserver.config.ModelServerConfig;
import dev.slipway.modelserver.config.ModelServerConfig.Threads;
import dev.slipway.modelserver.config.ServingConfig.Batching;
import dev.slipway.modelserver.config.ServingConfig.Golden;
import dev.slipway.modelserver.inference.LocalInference;
import dev.slipway.modelserver.inference.WarmModel;
import dev.slipway.modelserver.metrics.ModelMetrics;
import dev.slipway.modelserver.onnx.OnnxModel;
import dev.slipway.workload.failure.FailureException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoldenRequestsTest {
    private static final String REQUEST =
            "{\"inputs\":[{\"name\":\"x\",\"shape\":[2],\"datatype\":\"FP32\",\"data\":[1,2.7182817]}]}";

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"outputs\":[{\"name\":\"y\",\"data\":[0,1]}]} | 1 request held",
                "{\"outputs\":[{\"name\":\"y\",\"data\":[[0.000001],[1]]}]} | 1 request held",
                "{\"outputs\":[{\"name\":\"y\",\"data\":[0,2.5]}]} | GoldenMismatch: Golden request 'one':"
                        + " output 'y'[1] is 0.99999994, expected 2.5 (tolerance 1.0E-5).",
                "{\"outputs\":[{\"name\":\"y\",\"data\":[0]}]} | GoldenMismatch: Golden request 'one':"
                        + " output 'y' has 2 elements, expected 1.",
                "{\"outputs\":[{\"name\":\"z\",\"data\":[0]}]} | GoldenMismatch: Golden request 'one':"
                        + " the model gives no output 'z'.",
                "{\"outputs\":[]} | InvalidConfig: The answer of golden request 'one' has no outputs.",
                "[ | InvalidConfig: The golden request 'one' has no 'one.response.json' of JSON beside it.",
            })
    void a_server_is_held_to_its_golden_answers(String response, String told) throws Exception {
        Files.writeString(directory.resolve("one.request.json"), REQUEST);
        Files.writeString(directory.resolve("one.response.json"), response);

        assertThat(check()).isEqualTo(told);
    }

    private String check() throws Exception {
        ModelServerConfig config = ModelServerConfig.byHand("log", "file:///unused");
        try (OnnxModel model = OnnxModel.load(TestModels.path("log"), Threads.DEFAULT)) {
            WarmModel warm = WarmModel.warm(model, 4, Batching.DEFAULT);
            try (LocalInference service = new LocalInference(warm, config, new ModelMetrics())) {
                return GoldenRequests.check(new Golden(directory.toString(), 1e-5), config, warm, service)
                        + " request held";
            } catch (FailureException e) {
                return e.failure().reason() + ": " + e.failure().message();
            }
        }
    }
}

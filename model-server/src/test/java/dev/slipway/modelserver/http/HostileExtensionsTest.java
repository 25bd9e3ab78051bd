package dev.slipway.modelserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.modelserver.Mutations;
import dev.slipway.modelserver.TestModels;
import dev.slipway.modelserver.config.ModelServerConfig;
import dev.slipway.modelserver.config.ServingConfig;
import dev.slipway.modelserver.config.ServingConfig.Baseline;
import dev.slipway.modelserver.config.ServingConfig.Batching;
import dev.slipway.modelserver.config.ServingConfig.Explain;
import dev.slipway.modelserver.config.ServingConfig.ExplainMethod;
import dev.slipway.modelserver.config.ServingConfig.Queue;
import dev.slipway.modelserver.config.ServingConfig.ResponseCache;
import dev.slipway.modelserver.http.HostileClient.Seed;
import dev.slipway.modelserver.inference.RequestMemory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Wrong explanations, repository calls, entities and events: a client's error each time, nothing kept. */
@Timeout(180)
class HostileExtensionsTest {
    private static final int ROUNDS = Integer.getInteger("slipway.fuzz.rounds", 150);
    private static final String[] IRIS = {"plants:a", "plants:b", "soil:c", "soil:d"};
    private static final String EVENT =
            "{\"specversion\":\"1.0\",\"id\":\"1\",\"source\":\"s\",\"type\":\"t\",\"datacontenttype\":\"application/json\",";
    private static final String ROW = "{\"instances\":[[1,2.5,3,4]]}";
    private static final RequestMemory MEMORY = HostileClient.memory();
    private static PlayedFeatureServer features;
    private static ServerFixture iris;
    private static HostileClient client;

    @BeforeAll
    static void start() throws Exception {
        features = new PlayedFeatureServer();
        for (int i = 0; i < IRIS.length; i++) {
            features.cell(IRIS[i], 1, 1.5 + i);
            features.cell(IRIS[i], 2, 2.5 + i);
        }
        ServingConfig serving = new ServingConfig(
                List.of("CPU"),
                Batching.DEFAULT,
                Queue.DEFAULT,
                ResponseCache.OFF,
                Optional.empty(),
                Optional.of(new Explain(ExplainMethod.Occlusion, Baseline.Zero, List.of())));
        ModelServerConfig plain = ModelServerConfig.byHand("iris", "file:///unused");
        ModelServerConfig config = new ModelServerConfig(
                "iris",
                plain.model(),
                plain.protocols(),
                plain.threads(),
                8,
                plain.limits(),
                serving,
                Optional.empty(),
                Optional.of(features.features(Duration.ofSeconds(20), IRIS)));
        iris = ServerFixture.of(config, TestModels.path("iris"), MEMORY);
        client = new HostileClient(iris, MEMORY);
    }

    @AfterEach
    void nothing_is_kept() throws Exception {
        client.assertNothingKept();
    }

    @AfterAll
    static void stop() {
        iris.close();
        features.close();
    }

    static Stream<Seed> seeds() {
        String data = Base64.getEncoder().encodeToString(ROW.getBytes(StandardCharsets.UTF_8));
        return Stream.of(
                Seed.json("/v1/models/iris:explain", "{\"instances\":[[1,2.5,-3e2,4],[5,6,7,8]]}"),
                Seed.json("/v1/models/iris:explain", "{\"instances\":[{\"a\":1,\"b\":2,\"c\":3,\"d\":4}]}"),
                Seed.json("/v1/models/iris:explain", "{\"entity\":{\"id\":[1,2]},\"instances\":[{\"a\":1},{}]}"),
                Seed.json(
                        "/v2/models/iris/infer",
                        "{\"id\":\"7\",\"parameters\":{\"explain\":true},\"inputs\":[{\"name\":\"x\",\"shape\":[1,4],"
                                + "\"datatype\":\"FP32\",\"data\":[1,2,3,4]}],\"outputs\":[{\"name\":\"label\"}]}"),
                Seed.json("/v1/models/iris:predict", "{\"entity\":{\"id\":[1,2]},\"instances\":[{\"c\":4.5},{}]}"),
                Seed.json(
                        "/v2/models/iris/infer",
                        "{\"id\":\"7\",\"entity\":{\"id\":1},\"inputs\":[{\"name\":\"c\",\"shape\":[1],"
                                + "\"datatype\":\"FP32\",\"data\":[4.5]}],\"outputs\":[{\"name\":\"label\"}]}"),
                Seed.json("/predict", "{\"entity\":{\"id\":2},\"features\":{\"d\":1.5}}"),
                Seed.json("/batch_predict", "{\"entity\":{\"id\":[1,2]}}"),
                Seed.event("/v1/models/iris:predict", EVENT + "\"data\":" + ROW + "}"),
                Seed.event("/v1/models/iris:predict", EVENT + "\"data_base64\":\"" + data + "\"}"),
                Seed.event("/v1/models/iris:explain", EVENT + "\"x\":{\"y\":[1]},\"data\":" + ROW + "}"),
                Seed.json("/v2/repository/index", "{\"ready\":true,\"repository_name\":\"\"}"),
                Seed.json("/v2/repository/models/iris/load", "{\"parameters\":{\"other\":[1,{\"a\":2}]}}"));
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void what_is_wrong_is_refused_and_what_is_right_is_answered_after_it(Seed seed) throws Exception {
        client.accepts(seed);
        client.replaceValues(seed);
        client.damage(seed, new Mutations(5), ROUNDS);
        client.accepts(seed);
    }

    @Test
    void a_model_cannot_be_changed_or_unloaded_whatever_the_body_says() throws Exception {
        String files = "{\"parameters\":{\"config\":\"{\\\"backend\\\":1}\",\"file:1/../../x.onnx\":\"AAAA\"}}";
        Seed load = Seed.json("/v2/repository/models/iris/load", files);
        Seed unload = Seed.json("/v2/repository/models/iris/unload", "{\"parameters\":{\"unload_dependents\":true}}");
        assertThat(client.post(load)).isEqualTo(501);
        assertThat(client.post(unload)).isEqualTo(501);
        client.damage(load, new Mutations(6), ROUNDS);
        client.replaceValues(unload);
        for (int i = 0; i < ROUNDS; i++) {
            assertThat(client.post(unload.with(new Mutations(i).of(unload.body()))))
                    .isIn(400, 501);
        }
        client.accepts(Seed.json("/v2/models/iris/infer", V2));
    }

    @Test
    void what_is_larger_than_it_may_be_is_refused_once() throws Exception {
        String spaces = " ".repeat(200_000);
        for (String path : List.of("index", "models/iris/load", "models/iris/unload")) {
            assertThat(client.post(Seed.json("/v2/repository/" + path, spaces + "{}")))
                    .isEqualTo(413);
        }
        for (Seed seed : seeds().toList()) {
            String text = new String(seed.body(), StandardCharsets.UTF_8);
            if (!seed.path().startsWith("/v2/repository")) {
                String padded = text.substring(0, text.length() - 1) + spaces + "}";
                client.accepts(seed.with(padded.getBytes(StandardCharsets.UTF_8)));
                String cut = padded.substring(0, padded.length() - 1);
                assertThat(client.post(seed.with(cut.getBytes(StandardCharsets.UTF_8))))
                        .isEqualTo(400);
            }
        }
    }

    private static final String V2 =
            "{\"inputs\":[{\"name\":\"x\",\"shape\":[1,4],\"datatype\":\"FP32\",\"data\":[1,2,3,4]}]}";
}

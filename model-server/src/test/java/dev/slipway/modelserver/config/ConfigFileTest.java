package dev.slipway.modelserver.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigFileTest {
    private static final String WHOLE = """
            {"name":"iris",
             "model":{"uri":"https://h/iris.onnx","format":"onnx","digest":"sha256:%s","secretName":"s3-read",
               "credentialsDirectory":"/etc/slipway/secrets/model",
               "signature":{"inputs":[{"name":"x","datatype":"FP32","shape":[-1,4],"columns":["a","b","c","d"]}],
                            "outputs":[{"name":"label","labels":["setosa"]}]}},
             "protocols":{"v1":true,"v2":false},
             "threads":{"intraOp":2,"interOp":3},
             "warmup":{"requests":5},
             "limits":{"maxBodyBytes":2048,"maxInFlight":7}}
            """.formatted("a".repeat(64));

    @Test
    void aWholeDocumentIsRead() throws FailureException {
        ConfigFile file = parse(WHOLE);

        ModelServerConfig config = file.config();
        assertThat(config.name()).isEqualTo("iris");
        assertThat(config.model().signature().columnsOf("x")).containsExactly("a", "b", "c", "d");
        assertThat(config.protocols().v2()).isFalse();
        assertThat(config.threads().interOp()).isEqualTo(3);
        assertThat(config.warmupRequests()).isEqualTo(5);
        assertThat(config.limits().maxInFlight()).isEqualTo(7);
        assertThat(file.hash()).startsWith("sha256:").hasSize(71);
    }

    @Test
    void nameAndUriAreEnough() throws FailureException {
        ModelServerConfig config =
                parse("{\"name\":\"m\",\"model\":{\"uri\":\"file:///m.onnx\"}}").config();

        assertThat(config.limits()).isEqualTo(ModelServerConfig.Limits.DEFAULT);
        assertThat(config.warmupRequests()).isEqualTo(32);
        assertThat(config.protocols()).isEqualTo(ModelServerConfig.Protocols.DEFAULT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | $.name",
                "[] | an object",
                "{\"name\":\"m\"} | $.model",
                "{\"name\":\"m\",\"model\":{}} | $.model.uri",
                "{\"name\":\"a/b\",\"model\":{\"uri\":\"x\"}} | $.name is \"a/b\"",
                "{\"name\":7,\"model\":{\"uri\":\"x\"}} | $.name is 7",
                "{\"name\":\"m\",\"model\":{\"uri\":\"x\"},\"warmup\":{\"requests\":-1}} | $.warmup.requests is -1",
                "{\"name\":\"m\",\"model\":{\"uri\":\"x\"},\"warmup\":{\"requests\":1e9}} | $.warmup.requests",
                "{\"name\":\"m\",\"model\":{\"uri\":\"x\"},\"limits\":{\"maxBodyByte\":1}} | $.limits.maxBodyByte",
                "{\"name\":\"m\",\"model\":{\"uri\":\"x\",\"digest\":\"md5:0\"}} | $.model.digest is \"md5:0\"",
                "{\"name\":\"m\",\"name\":\"n\",\"model\":{\"uri\":\"x\"}} | Duplicate",
                "{\"name\":\"m\", | no JSON",
            })
    void aDefectIsNamedByItsPathAndValue(String document, String named) {
        assertThatThrownBy(() -> parse(document)).isInstanceOfSatisfying(FailureException.class, e -> {
            assertThat(e.failure().reason()).isEqualTo(CommonReason.InvalidConfig);
            assertThat(e.failure().message()).contains(named);
        });
    }

    private static ConfigFile parse(String text) throws FailureException {
        return ConfigFile.parse(text.getBytes(StandardCharsets.UTF_8));
    }
}

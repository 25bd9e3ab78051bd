package dev.slipway.featureserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The real Feast from PyPI, of the version in {@code src/test/feast/requirements.txt}, on the same Redis. */
@Timeout(600)
class FeastInteropTest {
    private static final String[] TYPES = {
        "i32:INT32",
        "i64:INT64",
        "f32:FLOAT",
        "f64:DOUBLE",
        "s:STRING",
        "y:BYTES",
        "b:BOOL",
        "t:UNIX_TIMESTAMP",
        "i32s:INT32_LIST",
        "i64s:INT64_LIST",
        "f32s:FLOAT_LIST",
        "f64s:DOUBLE_LIST",
        "ss:STRING_LIST",
        "ys:BYTES_LIST",
        "bs:BOOL_LIST",
        "ts:UNIX_TIMESTAMP_LIST"
    };

    @TempDir
    Path folder;

    @Test
    void feast_and_this_server_read_and_write_the_same_bytes() throws Exception {
        StringBuilder features = new StringBuilder();
        for (String type : TYPES) {
            String[] parts = type.split(":", 2);
            features.append(
                    "%s{\"name\":\"%s\",\"type\":\"%s\"}".formatted(features.isEmpty() ? "" : ",", parts[0], parts[1]));
        }
        String views =
                "\"views\":[{\"name\":\"every\",\"entities\":[{\"name\":\"id\",\"type\":\"INT64\"}],\"features\":["
                        + features
                        + "]},{\"name\":\"small\",\"push\":{\"name\":\"pushed\"},\"entities\":[{\"name\":\"id\",\"type\":\"INT64\"},"
                        + "{\"name\":\"Who\",\"type\":\"STRING\"}],\"features\":[{\"name\":\"n\",\"type\":\"INT64\"},{\"name\":\"x\",\"type\":\"DOUBLE\"}]}],"
                        + "\"services\":[{\"name\":\"svc\",\"features\":[\"every:i64\",\"every:f64\"]}]";
        try (FeatureServerFixture server = new FeatureServerFixture(views)) {
            String output =
                    Python.withFeast("interop.py", server.redisPort(), server.port(), server.grpcPort(), folder);
            assertThat(output).endsWith("all well\n").doesNotContain("DIFFERENT");
        }
    }
}

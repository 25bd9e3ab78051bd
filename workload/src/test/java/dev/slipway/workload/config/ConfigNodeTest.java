package dev.slipway.workload.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigNodeTest {
    private enum Mode {
        Fast,
        Safe
    }

    @Test
    void a_document_is_read_with_its_defaults() throws Exception {
        ConfigNode root = parse("""
                {"name":"a","count":3,"share":0.25,"wait":"1h30m","mode":"Safe","list":["x","y"],"shape":[-1,4],
                 "labels":{"team":"b"},"objects":[{"id":"1"},{"id":"2"}],"nothing":null}
                """);

        assertThat(root.string("name")).isEqualTo("a");
        assertThat(root.integer("count", 7, 0, 9)).isEqualTo(3);
        assertThat(root.number("share", 1, 0, 1)).isEqualTo(0.25);
        assertThat(root.duration("wait", Duration.ZERO)).isEqualTo(Duration.ofMinutes(90));
        assertThat(root.oneOf("mode", Mode.Fast)).isEqualTo(Mode.Safe);
        assertThat(root.strings("list")).containsExactly("x", "y");
        assertThat(root.integers("shape", -1)).containsExactly(-1L, 4L);
        assertThat(root.stringMap("labels")).containsEntry("team", "b");
        assertThat(root.objects("objects")).hasSize(2);
        assertThat(root.has("nothing")).isFalse();
        assertThat(root.oneOf("other", Mode.Fast)).isEqualTo(Mode.Fast);
        assertThat(root.bool("other", true)).isTrue();
        assertThat(root.optionalNumber("other")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | lacks $.name",
                "[] | $ is []; it must be an object",
                "{\"name\":7} | $.name is 7; it must be a string that is not empty",
                "{\"name\":\"a\",\"inner\":{\"count\":11}} | $.inner.count is 11; it must be a whole number from 0 to 9",
                "{\"name\":\"a\",\"inner\":{\"share\":2}} | $.inner.share is 2; it must be a number from 0 to 1",
                "{\"name\":\"a\",\"inner\":{\"mode\":\"Slow\"}} | $.inner.mode is \"Slow\"; it must be one of [Fast, Safe]",
                "{\"name\":\"a\",\"inner\":{\"mode\":1}} | $.inner.mode is 1; it must be one of [Fast, Safe]",
                "{\"name\":\"a\",\"inner\":{\"wait\":\"soon\"}} | $.inner.wait is \"soon\"; it must be a duration",
                "{\"name\":\"a\",\"inner\":{\"mood\":1}} | unknown field $.inner.mood; known here: count, share, mode, wait",
                "{\"name\":\"a\",\"name\":\"b\"} | no JSON: Duplicate field",
                "{\"name\":\"a\"} {} | no JSON: something follows the document",
                "{\"name\": | no JSON",
            })
    void a_defect_is_named_by_its_path_and_value(String document, String named) {
        assertThatThrownBy(() -> readAll(document)).isInstanceOfSatisfying(FailureException.class, e -> {
            assertThat(e.failure().reason()).isEqualTo(CommonReason.InvalidConfig);
            assertThat(e.failure().message()).contains(named);
        });
    }

    @Test
    void a_long_value_is_shown_by_its_beginning() {
        assertThatThrownBy(
                        () -> parse("{\"count\":\"" + "x".repeat(500) + "\"}").integer("count", 1, 0, 9))
                .hasMessageContaining("xxx…")
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(200));
    }

    @Test
    void the_hash_is_that_of_the_bytes_in_the_file(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("c.json"), "{}");

        // printf '{}' | sha256sum
        assertThat(ConfigDocument.read(file).hash())
                .isEqualTo("sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
        assertThatThrownBy(() -> ConfigDocument.read(directory.resolve("none.json")))
                .hasMessageContaining("none.json cannot be read");
    }

    private static void readAll(String document) throws FailureException {
        ConfigNode root = parse(document);
        root.string("name");
        ConfigNode inner = root.object("inner").orElse(ConfigNode.NONE).only("count", "share", "mode", "wait");
        inner.integer("count", 1, 0, 9);
        inner.number("share", 1, 0, 1);
        inner.oneOf("mode", Mode.Fast);
        inner.duration("wait", Duration.ZERO);
    }

    private static ConfigNode parse(String document) throws FailureException {
        return ConfigDocument.parse(document.getBytes(StandardCharsets.UTF_8)).root();
    }
}

package dev.slipway.modelserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.modelserver.config.ConfigFile;
import dev.slipway.modelserver.config.ModelServerConfig;
import dev.slipway.modelserver.config.ServingConfig.Mode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {
    @TempDir
    Path directory;

    @Test
    void settings_are_taken_from_a_file() throws Exception {
        Path file = settings("{\"batching\":{\"mode\":\"Off\"},\"responseCache\":{\"ttlMillis\":1000},"
                + "\"explain\":{},\"model\":{\"format\":\"onnx\"}}");
        CommandLine line = CommandLine.parse(new String[] {"--model", "iris.onnx", "--config", file.toString()});

        assertThat(line).isInstanceOfSatisfying(CommandLine.ByHand.class, hand -> {
            assertThat(hand.name()).isEqualTo("iris");
            assertThat(hand.settings()).contains(file);
        });
        ModelServerConfig config =
                ConfigFile.byHand(file, "iris", "file:///m/iris.onnx").config();
        assertThat(config.name()).isEqualTo("iris");
        assertThat(config.model().uri()).isEqualTo("file:///m/iris.onnx");
        assertThat(config.model().format()).contains("onnx");
        assertThat(config.serving().batching().mode()).isEqualTo(Mode.Off);
        assertThat(config.serving().explain()).isPresent();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"name\":\"x\"} | has $.name, which the command line gives",
                "{\"model\":{\"uri\":\"file:///x\"}} | has $.model.uri, which the command line gives",
                "{\"batchin\":{}} | unknown field $.batchin",
                "{\"model\":[]} | $.model",
                "[] | $",
                "{ | no JSON",
            })
    void wrong_settings_get_one_sentence(String document, String message) throws Exception {
        Path file = settings(document);
        assertThatThrownBy(() -> ConfigFile.byHand(file, "iris", "file:///m")).hasMessageContaining(message);
    }

    @Test
    void settings_that_cannot_be_read_are_named() {
        Path none = directory.resolve("none.json");
        assertThatThrownBy(() -> ConfigFile.byHand(none, "iris", "file:///m")).hasMessageContaining(none.toString());
        assertThat(CommandLine.parse(new String[] {"--model", "m.onnx", "--config"}))
                .isEqualTo(new CommandLine.Invalid("--config needs a value"));
        assertThat(CommandLine.parse(new String[] {"--model", "m.onnx"}))
                .isInstanceOfSatisfying(
                        CommandLine.ByHand.class,
                        hand -> assertThat(hand.settings()).isEqualTo(Optional.empty()));
        assertThat(CommandLine.HELP).contains("--config FILE");
    }

    @Test
    void a_port_that_cannot_be_is_no_port() {
        for (String port : new String[] {"99999", "-1", "x"}) {
            assertThat(CommandLine.parse(new String[] {"--model", "m.onnx", "--grpc-port", port}))
                    .isEqualTo(new CommandLine.Invalid("--grpc-port needs a port number, not " + port));
        }
    }

    private Path settings(String document) throws Exception {
        return Files.writeString(directory.resolve("settings.json"), document);
    }
}

package dev.slipway.modelserver;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Models of many kinds with inputs and the answers of Python's onnxruntime: one directory each, with {@code model.onnx}
 * and {@code cases.npz}. Made once per build by {@code oracle_models.py}.
 */
public final class OracleModels {
    private static final Path DIRECTORY = Path.of("target/oracle");

    private OracleModels() {}

    /** The directory, filled. */
    public static synchronized Path directory() throws IOException, InterruptedException {
        if (!Files.exists(DIRECTORY.resolve("complete"))) {
            PythonScript.Outcome outcome = PythonScript.run("oracle_models.py", List.of(DIRECTORY.toString()));
            assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        }
        return DIRECTORY;
    }

    /** The names of the models, which are those of their directories. */
    public static List<String> names() throws IOException, InterruptedException {
        try (Stream<Path> entries = Files.list(directory())) {
            return entries.filter(Files::isDirectory)
                    .map(path -> path.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    /** The file of a model. */
    public static Path file(String name) throws IOException, InterruptedException {
        return directory().resolve(name).resolve("model.onnx");
    }
}

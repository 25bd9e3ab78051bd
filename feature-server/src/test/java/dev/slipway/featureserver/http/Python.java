package dev.slipway.featureserver.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Scripts of {@code src/test/feast} in an environment with the real Feast of its {@code requirements.txt}. */
public final class Python {
    private Python() {}

    /** Runs a script, which must succeed; what it prints. */
    public static String withFeast(String script, Object... arguments) throws IOException, InterruptedException {
        Path scripts = Path.of("src", "test", "feast").toAbsolutePath();
        Path venv = Path.of("..", "make", "venv").toAbsolutePath().normalize();
        String python = run(List.of(
                        venv.toString(), scripts.resolve("requirements.txt").toString()))
                .lines()
                .toList()
                .getLast()
                .strip();
        List<String> command =
                new ArrayList<>(List.of(python, scripts.resolve(script).toString()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return run(command);
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        Path errors = Files.createTempFile("python", ".txt");
        try {
            Process process =
                    new ProcessBuilder(command).redirectError(errors.toFile()).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(output + Files.readString(errors)).isZero();
            return output;
        } finally {
            Files.delete(errors);
        }
    }
}

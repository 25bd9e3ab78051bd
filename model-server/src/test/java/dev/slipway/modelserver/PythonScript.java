package dev.slipway.modelserver;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a script of {@code src/test/python} with the packages of its requirements. */
public final class PythonScript {
    private static final Path SCRIPTS = Path.of("src/test/python");

    private PythonScript() {}

    /**
     * What a script printed.
     *
     * @param exitCode 0 for success
     * @param output both streams
     */
    public record Outcome(int exitCode, String output) {}

    /** Runs it to its end. */
    public static Outcome run(String script, List<String> arguments) throws IOException, InterruptedException {
        return run("requirements.txt", script, arguments);
    }

    /** Runs it to its end with packages of its own. */
    public static Outcome run(String requirements, String script, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(interpreter(requirements));
        command.add(SCRIPTS.resolve(script).toString());
        command.addAll(arguments);
        return execute(command, true);
    }

    private static String interpreter(String requirements) throws IOException, InterruptedException {
        Outcome made =
                execute(List.of("../make/venv", SCRIPTS.resolve(requirements).toString()), false);
        if (made.exitCode() != 0) {
            throw new IOException("no Python environment: " + made.output());
        }
        return made.output().strip();
    }

    private static Outcome execute(List<String> command, boolean withErrors) throws IOException, InterruptedException {
        Path output = Files.createTempFile("script", ".log");
        try {
            ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(output.toFile());
            builder.redirectErrorStream(withErrors);
            if (!withErrors) {
                builder.redirectError(ProcessBuilder.Redirect.INHERIT);
            }
            Process process = builder.start();
            if (!process.waitFor(10, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new IOException(command + " does not end");
            }
            return new Outcome(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } finally {
            Files.deleteIfExists(output);
        }
    }
}

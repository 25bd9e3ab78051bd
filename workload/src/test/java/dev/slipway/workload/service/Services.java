package dev.slipway.workload.service;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** The real servers of {@code e2e/services}, each with a state folder of its own, and Python with its packages. */
public final class Services implements AutoCloseable {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private final Path state;
    private final String service;
    private final Map<String, String> environment;
    private String url = "";

    public Services(Path state, String service, Map<String, String> environment) {
        this.state = state;
        this.service = service;
        this.environment = environment;
    }

    public String up() {
        url = run("up");
        return url;
    }

    public String url() {
        return url;
    }

    public Path folder() {
        return state.resolve(service);
    }

    @Override
    public void close() {
        run("down");
    }

    public String run(String... arguments) {
        List<String> command =
                new ArrayList<>(List.of(ROOT.resolve("e2e/services/" + service).toString()));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder process = new ProcessBuilder(command);
        process.environment().putAll(environment);
        process.environment().put("SLIPWAY_SERVICES", state.toString());
        process.environment().put("SLIPWAY_SERVICE_HOST", "127.0.0.1");
        return output(process);
    }

    /** The last line that a script prints. */
    public static String python(Path requirements, Path script, String... arguments) {
        return python(requirements, Map.of(), script, arguments);
    }

    /** The same, with these variables. */
    public static String python(Path requirements, Map<String, String> environment, Path script, String... arguments) {
        List<String> command = new ArrayList<>(List.of(interpreter(requirements), script.toString()));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder process = new ProcessBuilder(command);
        process.environment().putAll(environment);
        return output(process);
    }

    /** A Python with these packages. */
    public static String interpreter(Path requirements) {
        return output(new ProcessBuilder(ROOT.resolve("make/venv").toString(), requirements.toString()));
    }

    /** What the service {@code airflow} is told, to be of this major version. */
    public static Map<String, String> airflow(String major) {
        Path two = inRepository("e2e/services/airflow-server/requirements-2.txt");
        return major.equals("2") ? Map.of("AIRFLOW_REQUIREMENTS", two.toString()) : Map.of();
    }

    public static Path inRepository(String path) {
        return ROOT.resolve(path);
    }

    private static String output(ProcessBuilder process) {
        try {
            Path out = Files.createTempFile("out", ".txt");
            Path err = Files.createTempFile("err", ".txt");
            int code = process.redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start()
                    .waitFor();
            List<String> lines = Files.readAllLines(out, StandardCharsets.UTF_8);
            if (code != 0) {
                throw new IllegalStateException(
                        process.command() + " ended with " + code + ": " + Files.readString(err));
            }
            return lines.isEmpty() ? "" : lines.getLast();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}

package dev.slipway.modelserver.lifecycle;

import dev.slipway.modelserver.TestModels;
import java.io.File;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The packaged program as a process of its own. */
final class ServerProcess implements AutoCloseable {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    final int port;
    final int management;
    private final Process process;
    private final Path output;

    private ServerProcess(Process process, Path output, int port, int management) {
        this.process = process;
        this.output = output;
        this.port = port;
        this.management = management;
    }

    static ServerProcess byHand(Path directory, String model, Map<String, String> environment) throws IOException {
        return byHand(directory, model, environment, "{}");
    }

    /** With settings, as {@code --config} takes them. */
    static ServerProcess byHand(Path directory, String model, Map<String, String> environment, String settings)
            throws IOException {
        Path config = Files.writeString(Files.createTempFile(directory, "settings", ".json"), settings);
        int port = freePort();
        int management = freePort();
        List<String> arguments = List.of(
                "--model", TestModels.path(model).toString(),
                "--port", String.valueOf(port),
                "--management-port", String.valueOf(management),
                "--config", config.toString(),
                "--grpc-port", String.valueOf(freePort()));
        return start(directory, arguments, environment, port, management);
    }

    /** From the classes under test, with these options of Java. */
    static ServerProcess ofClasses(Path directory, String model, List<String> options) throws IOException {
        int port = freePort();
        int management = freePort();
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(options);
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                "dev.slipway.modelserver.Main",
                "--model",
                TestModels.path(model).toString(),
                "--port",
                String.valueOf(port),
                "--management-port",
                String.valueOf(management),
                "--grpc-port",
                String.valueOf(freePort())));
        Path output = Files.createTempFile(directory, "output", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        return new ServerProcess(process, output, port, management);
    }

    static ServerProcess role(Path directory, String role, Map<String, String> environment) throws IOException {
        return start(directory, List.of(role), environment, 8080, 9000);
    }

    private static ServerProcess start(
            Path directory, List<String> arguments, Map<String, String> environment, int port, int management)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                System.getProperty("model.server.jar")));
        command.addAll(arguments);
        Path output = Files.createTempFile(directory, "output", ".txt");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        builder.directory(new File(directory.toString()));
        return new ServerProcess(builder.start(), output, port, management);
    }

    void awaitReady() throws IOException, InterruptedException {
        while (process.isAlive()) {
            if (status(management, "/health/ready") == 200) {
                return;
            }
            Thread.sleep(20);
        }
        throw new IllegalStateException("the server ended: " + output());
    }

    int status(int atPort, String path) throws InterruptedException {
        try {
            return get(atPort, path).statusCode();
        } catch (IOException e) {
            return -1;
        }
    }

    HttpResponse<String> get(int atPort, String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://localhost:" + atPort + path);
        return CLIENT.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    void terminate() {
        process.destroy();
    }

    boolean alive() {
        return process.isAlive();
    }

    int awaitExit() throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("the process does not end");
        }
        return process.exitValue();
    }

    String output() throws IOException {
        return Files.readString(output);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}

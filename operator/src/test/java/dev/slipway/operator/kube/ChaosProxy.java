package dev.slipway.operator.kube;

import dev.slipway.driftjob.service.PlayedServer;
import dev.slipway.operator.driftmonitor.observe.JobRole;
import dev.slipway.operator.model.CanonicalJson;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Stands between the program of a Job and MLflow or Airflow. Each process has a path of its own, so that one that was killed
 * is heard of no more, wherever it was.
 */
final class ChaosProxy implements AutoCloseable {
    private static final Pattern PATH = Pattern.compile("/p([0-9]+)/(mlflow|airflow)(/.*)");

    private final ChaosFaults faults;
    private final Map<String, ChaosModel> models;
    private final Map<String, PlayedAirflow> airflows = new ConcurrentHashMap<>();
    private final String mlflow;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<Integer, Attempt> processes = new ConcurrentHashMap<>();
    private final PlayedServer server = new PlayedServer(this::answer);

    /** @param models by the name of the monitor, which is also the model's */
    ChaosProxy(ChaosFaults faults, Map<String, ChaosModel> models, String mlflow) {
        this.faults = faults;
        this.models = models;
        this.mlflow = mlflow;
    }

    /**
     * One process of a Job.
     *
     * @param trouble probability that one of its requests meets a fault
     */
    record Attempt(int number, JobRole role, String monitor, double trouble, CompletableFuture<Void> killed) {
        boolean alive() {
            return !killed.isDone();
        }

        void kill() {
            killed.complete(null);
        }
    }

    Attempt start(JobRole role, String monitor, double trouble) {
        var process = new Attempt(processes.size(), role, monitor, trouble, new CompletableFuture<>());
        return processes.putIfAbsent(process.number(), process) == null ? process : start(role, monitor, trouble);
    }

    String url() {
        return server.url();
    }

    private void answer(PlayedServer.Request request, OutputStream out) throws IOException {
        var path = PATH.matcher(request.path());
        var process = path.matches() ? processes.get(Integer.parseInt(path.group(1))) : null;
        if (process == null || !process.alive() || faults.away(path.group(2))) {
            return;
        }
        if (!faults.strikes(process.trouble(), "HTTP faults")) {
            write(out, done(process, path.group(2), path.group(3), request));
            return;
        }
        switch (faults.next()) {
            case REFUSED -> faults.refuse(out);
            case GARBAGE -> faults.garbage(out);
            case UNHEARD -> {}
            case KILLED_BEFORE -> process.kill();
            case ANSWER_LOST -> done(process, path.group(2), path.group(3), request);
            case DONE_AND_500 -> {
                done(process, path.group(2), path.group(3), request);
                PlayedServer.json(out, 500, "{}");
            }
            case KILLED_AFTER -> {
                done(process, path.group(2), path.group(3), request);
                process.kill();
            }
            case SLOW -> {
                ChaosFaults.pause(100 + faults.upTo(900));
                if (process.alive()) {
                    write(out, done(process, path.group(2), path.group(3), request));
                }
            }
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // bytes on their way, never changed
    private record Answer(int status, byte[] body) {}

    private static void write(OutputStream out, Answer answer) throws IOException {
        var head = "HTTP/1.1 " + answer.status() + " X\r\nContent-Type: application/json\r\nConnection: close\r\n";
        var length = "Content-Length: " + answer.body().length + "\r\n\r\n";
        out.write((head + length).getBytes(StandardCharsets.US_ASCII));
        out.write(answer.body());
    }

    private Answer done(Attempt process, String service, String path, PlayedServer.Request request) throws IOException {
        if (service.equals("airflow")) {
            var said = airflows.computeIfAbsent(process.monitor(), m -> new PlayedAirflow(model(m), faults))
                    .answer(request.method(), path, request.body());
            return new Answer(said.status(), said.body().getBytes(StandardCharsets.UTF_8));
        }
        var moves = request.method().equals("POST") && path.endsWith("/registered-models/alias");
        if (!moves) {
            return forward(path, request);
        }
        var version =
                String.valueOf(CanonicalJson.read(request.body(), Map.class).get("version"));
        return model(process.monitor()).move(process.role(), version, () -> forward(path, request));
    }

    private ChaosModel model(String monitor) {
        return Objects.requireNonNull(models.get(monitor));
    }

    private Answer forward(String path, PlayedServer.Request request) throws IOException {
        var builder = HttpRequest.newBuilder(URI.create(mlflow + path))
                .header("Content-Type", "application/json")
                .method(request.method(), BodyPublishers.ofString(request.body()));
        try {
            var answer = client.send(builder.build(), BodyHandlers.ofByteArray());
            return new Answer(answer.statusCode(), answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        server.close();
        client.shutdownNow();
    }
}

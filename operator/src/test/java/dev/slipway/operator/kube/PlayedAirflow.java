package dev.slipway.operator.kube;

import dev.slipway.operator.model.CanonicalJson;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** Airflow 3 with one DAG, which trains one model, in the words that a real one answered ({@code RealAirflowTest}). */
final class PlayedAirflow {
    private static final Pattern RUN = Pattern.compile("/api/v2/dags/train/dagRuns/([^/]+)");

    private final ChaosModel model;
    private final ChaosFaults faults;
    private final Map<String, String> runs = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<Void>> ends = new ConcurrentHashMap<>();

    PlayedAirflow(ChaosModel model, ChaosFaults faults) {
        this.model = model;
        this.faults = faults;
    }

    record Answer(int status, String body) {}

    Answer answer(String method, String path, String body) {
        var run = RUN.matcher(path);
        if (path.equals("/api/v2/version")) {
            return new Answer(200, "{\"version\":\"3.3.2\"}");
        }
        if (path.equals("/api/v2/dags/train")) {
            return new Answer(200, "{\"dag_id\":\"train\",\"is_paused\":false}");
        }
        if (path.equals("/api/v2/dags/train/dagRuns") && method.equals("POST")) {
            return started(String.valueOf(CanonicalJson.read(body, Map.class).get("dag_run_id")));
        }
        if (!run.matches() || !runs.containsKey(run.group(1))) {
            return new Answer(404, "{\"detail\":\"The DagRun was not found\"}");
        }
        if (method.equals("PATCH")) {
            stop(run.group(1));
        }
        return new Answer(200, shown(run.group(1)));
    }

    /** Says so once it has stopped. */
    private void stop(String id) {
        if (runs.replace(id, "running", "failed")) {
            Objects.requireNonNull(ends.get(id)).join();
        }
    }

    private String shown(String id) {
        return "{\"dag_run_id\":\"%s\",\"state\":\"%s\"}".formatted(id, runs.get(id));
    }

    private Answer started(String id) {
        var end = new CompletableFuture<Void>();
        if (ends.putIfAbsent(id, end) != null) {
            return new Answer(409, "{\"detail\":{\"reason\":\"Unique constraint violation\"}}");
        }
        runs.put(id, "running");
        Thread.ofVirtual().start(() -> {
            var state = works(id) ? "success" : "failed";
            runs.replace(id, "running", state);
            end.complete(null);
        });
        return new Answer(200, shown(id));
    }

    private boolean works(String id) {
        try {
            if (faults.strikes(0.08, "trainings that hang")) {
                hang(id);
            }
            return model.train(id, () -> goesOn(id));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void hang(String id) {
        model.begin(id);
        while (goesOn(id) && !faults.calm()) {
            ChaosFaults.pause(50);
        }
        model.end(id);
    }

    private boolean goesOn(String id) {
        return "running".equals(runs.get(id));
    }
}

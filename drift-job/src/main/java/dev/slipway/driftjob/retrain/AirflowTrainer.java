package dev.slipway.driftjob.retrain;

import dev.slipway.driftjob.config.RetrainConfig;
import dev.slipway.driftjob.config.RetrainConfig.ApiVersion;
import dev.slipway.driftjob.failure.Reason;
import dev.slipway.driftjob.web.WebAddress;
import dev.slipway.driftjob.web.WebAnswer;
import dev.slipway.driftjob.web.WebException;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.json.JsonTree;
import dev.slipway.workload.objectstore.PercentEncoding;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/** A run of a DAG whose id is the retraining's, which Airflow takes once: 409 means that it is there already. */
final class AirflowTrainer implements Trainer {
    private final RetrainConfig config;
    private final RetrainConfig.Trainer.Airflow airflow;
    private final URI uri;
    private final TrainerAnswers answers;
    private final AirflowApi api;

    AirflowTrainer(RetrainConfig config, RetrainConfig.Trainer.Airflow airflow) throws FailureException {
        this.config = config;
        this.airflow = airflow;
        this.uri = WebAddress.parse(airflow.url(), "$.airflow.url");
        this.answers = new TrainerAnswers(shown(), airflow.secret());
        this.api = new AirflowApi(airflow.url(), airflow.apiVersion(), airflow.secret(), answers);
    }

    @Override
    public String executor() {
        return "airflow";
    }

    @Override
    public String externalId() {
        return airflow.dagId() + "/" + config.id();
    }

    @Override
    public String shown() {
        return "Airflow at " + WebAddress.shown(uri);
    }

    private String dag() {
        return "dags/" + PercentEncoding.component(airflow.dagId());
    }

    private String run() {
        return run(config.id());
    }

    private String run(String id) {
        return dag() + "/dagRuns/" + PercentEncoding.component(id);
    }

    @Override
    public Started start() throws WebException, FailureException {
        WebAnswer there = api.ask("GET", run(), Map.of());
        if (there.accepted()) {
            return Started.ADOPTED;
        }
        if (there.status() != 404) {
            throw answers.refused(there, "the run " + externalId());
        }
        if (paused()) {
            throw new FailureException(
                    Reason.TrainerPaused,
                    "The DAG %s at %s is paused, and no run was started: unpause it."
                            .formatted(airflow.dagId(), shown()));
        }
        for (String other : airflow.abandoned()) {
            if (look(other).goesOn()) {
                giveUp(other);
            }
        }
        WebAnswer answer = api.ask("POST", dag() + "/dagRuns", request());
        if (answer.accepted()) {
            return Started.NEW;
        }
        return answer.status() == 409 ? adopted() : refused(answer);
    }

    /** 409 is also the answer where another run has the same date. */
    private Started adopted() throws WebException, FailureException {
        WebAnswer mine = api.ask("GET", run(), Map.of());
        if (mine.accepted()) {
            return Started.ADOPTED;
        }
        if (mine.status() == 404) {
            throw new FailureException(
                    Reason.TrainerRefused,
                    "%s answered 409 for the run %s, and has no run of that id: another one is in its way."
                            .formatted(shown(), externalId()));
        }
        return refused(mine);
    }

    private Started refused(WebAnswer answer) throws WebException, FailureException {
        throw answers.refused(answer, "a run of the DAG " + airflow.dagId());
    }

    private Map<String, Object> request() throws WebException, FailureException {
        Map<String, Object> request = new LinkedHashMap<>();
        request.put("dag_run_id", config.id());
        if (api.version() == ApiVersion.v2) {
            request.put("logical_date", JsonTree.Absent.NULL);
        }
        request.put("conf", config.request());
        return request;
    }

    private boolean paused() throws WebException, FailureException {
        WebAnswer answer = api.ask("GET", dag(), Map.of());
        if (answer.status() == 404) {
            throw new FailureException(
                    Reason.TrainerRefused,
                    "%s has no DAG %s: correct airflow.dagId, or deploy the DAG.".formatted(shown(), airflow.dagId()));
        }
        if (!answer.accepted()) {
            throw answers.refused(answer, "the DAG " + airflow.dagId());
        }
        return Boolean.TRUE.equals(answer.object().get("is_paused"));
    }

    @Override
    public Training look() throws WebException, FailureException {
        return look(config.id());
    }

    private Training look(String id) throws WebException, FailureException {
        WebAnswer answer = api.ask("GET", run(id), Map.of());
        if (answer.status() == 404) {
            return new Training(Training.State.FAILED, "the run was deleted");
        }
        if (!answer.accepted()) {
            throw answers.refused(answer, "the run " + airflow.dagId() + "/" + id);
        }
        String state = String.valueOf(answer.object().get("state"));
        return switch (state) {
            case "success" -> Training.of(Training.State.SUCCEEDED);
            case "failed" -> Training.of(Training.State.FAILED);
            case "queued" ->
                paused()
                        ? new Training(Training.State.PAUSED, "the DAG is paused")
                        : Training.of(Training.State.RUNNING);
            case "running", "restarting" -> Training.of(Training.State.RUNNING);
            default -> throw answers.unknown(state, "queued, running, success, failed");
        };
    }

    @Override
    public void giveUp() throws WebException, FailureException {
        giveUp(config.id());
    }

    /** Whatever is answered, what has ended needs no end. */
    private void giveUp(String id) throws WebException, FailureException {
        WebAnswer answer = api.ask("PATCH", run(id), Map.of("state", "failed"));
        if (!answer.accepted() && look(id).goesOn()) {
            throw answers.refused(answer, "the end of the run " + airflow.dagId() + "/" + id);
        }
    }

    @Override
    public void close() {
        api.close();
    }
}

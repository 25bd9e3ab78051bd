package dev.slipway.driftjob.retrain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.driftjob.Program;
import dev.slipway.driftjob.service.Ended;
import dev.slipway.driftjob.service.PlayedServer;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What Airflow 3.3.2 and 2.11.0 answered ({@link RealAirflowTest} asks them), and what no Airflow should. */
class AirflowTrainerTest {
    private static final String RUN = "/dags/retrain/dagRuns/r1";
    private static final String ABSENT =
            "{\"detail\":\"The DagRun with dag_id: `retrain` and run_id: `r1` was not found\"}";
    private static final String CONFLICT =
            "{\"detail\":{\"reason\":\"Unique constraint violation\",\"statement\":\"hidden\"}}";

    @TempDir
    Path folder;

    private String abandoned = "";

    /** An Airflow with one DAG, whose run goes through these states, one a look. */
    private static final class Airflow implements PlayedServer.Play {
        private final String api;
        private final Deque<String> states;
        private boolean exists;
        private boolean paused;
        private boolean conflict;
        private boolean tokenExpires;
        private int ends = 200;
        private String earlier = "";

        Airflow(String api, String... states) {
            this.api = api;
            this.states = new ArrayDeque<>(List.of(states));
        }

        @Override
        public void answer(PlayedServer.Request request, OutputStream out) throws IOException {
            if (request.is("GET", "/api/" + api + "/version")) {
                PlayedServer.json(out, 200, "{\"version\":\"3.3.2\"}");
            } else if (request.is("POST", "/auth/token") && api.equals("v2")) {
                boolean right = request.body().contains("password1234");
                PlayedServer.json(
                        out,
                        right ? 201 : 401,
                        right ? "{\"access_token\":\"jwt\"}" : "{\"detail\":\"Invalid credentials\"}");
            } else if (!request.path().startsWith("/api/" + api + "/")) {
                PlayedServer.json(out, 404, "{\"error\":\"/api/v1 has been removed in Airflow 3\"}");
            } else if (!request.headers()
                            .contains(api.equals("v2") ? "authorization: Bearer jwt" : "authorization: Basic ")
                    || tokenExpires) {
                tokenExpires = false;
                PlayedServer.json(out, 401, "{\"detail\":\"Not authenticated\"}");
            } else if (request.is("GET", "/api/" + api + "/dags/retrain")) {
                PlayedServer.json(out, 200, "{\"dag_id\":\"retrain\",\"is_paused\":" + paused + "}");
            } else if (request.is("GET", "/api/" + api + RUN)) {
                run(out);
            } else if (request.is("POST", "/api/" + api + "/dags/retrain/dagRuns")) {
                boolean there = exists || conflict;
                exists = !conflict;
                PlayedServer.json(
                        out, there ? 409 : 200, there ? CONFLICT : "{\"dag_run_id\":\"r1\",\"state\":\"queued\"}");
            } else if (request.path().endsWith("/dagRuns/r0")) {
                earlier = request.is("PATCH", request.path()) ? "failed" : earlier;
                PlayedServer.json(
                        out, earlier.isEmpty() ? 404 : 200, "{\"dag_run_id\":\"r0\",\"state\":\"" + earlier + "\"}");
            } else if (request.is("PATCH", "/api/" + api + RUN)) {
                PlayedServer.json(out, ends, "{\"dag_run_id\":\"r1\",\"state\":\"failed\"}");
            } else {
                PlayedServer.json(out, 404, "{\"detail\":\"The Dag with ID: `nothing` was not found\"}");
            }
        }

        private void run(OutputStream out) throws IOException {
            if (!exists) {
                PlayedServer.json(out, 404, ABSENT);
                return;
            }
            String state = states.size() > 1 ? states.pop() : states.getFirst();
            PlayedServer.json(
                    out,
                    state.matches("[0-9]+") ? Integer.parseInt(state) : 200,
                    "{\"dag_run_id\":\"r1\",\"state\":\"" + state + "\"}");
        }
    }

    @ParameterizedTest
    @CsvSource({"v2, auto", "v2, v2", "v1, auto", "v1, v1"})
    void a_run_is_started_with_the_id_of_the_retraining_and_waited_for(String api, String configured) throws Exception {
        Airflow airflow = new Airflow(api, "queued", "running", "500", "success");
        try (PlayedServer server = new PlayedServer(airflow)) {
            Ended ended = retrain(server, "retrain", configured, "20s");
            assertThat(ended.code()).as(ended.output()).isZero();
            assertThat(ended.get("outcome")).isEqualTo("Succeeded");
            assertThat(ended.get("externalId")).isEqualTo("retrain/r1");
            PlayedServer.Request post = server.requests().stream()
                    .filter(r -> r.path().endsWith("/dagRuns"))
                    .findFirst()
                    .orElseThrow();
            assertThat(post.body()).contains("\"dag_run_id\":\"r1\"", "\"conf\":{\"id\":\"r1\"", "driftedShare >= 0.3");
            assertThat(post.body().contains("\"logical_date\":null")).isEqualTo(api.equals("v2"));
        }
    }

    @Test
    void an_attempt_that_died_is_found_by_its_id_and_a_token_that_ran_out_is_made_anew() throws Exception {
        Airflow airflow = new Airflow("v2", "running", "success");
        airflow.exists = true;
        airflow.tokenExpires = true;
        try (PlayedServer server = new PlayedServer(airflow)) {
            Ended ended = retrain(server, "retrain", "auto", "20s");
            assertThat(ended.get("adopted")).as(ended.output()).isEqualTo("true");
            assertThat(server.requests()).noneMatch(r -> r.path().endsWith("/dagRuns"));
        }
    }

    @Test
    void a_paused_dag_is_not_started_and_one_that_was_paused_since_is_given_up() throws Exception {
        Airflow airflow = new Airflow("v2", "queued");
        airflow.paused = true;
        try (PlayedServer server = new PlayedServer(airflow)) {
            Ended ended = retrain(server, "retrain", "auto", "20s");
            assertThat(ended.code()).isEqualTo(2);
            assertThat(ended.get("reason")).isEqualTo("TrainerPaused");
            assertThat(server.requests()).noneMatch(r -> r.path().endsWith("/dagRuns"));

            airflow.exists = true;
            Ended since = retrain(server, "retrain", "auto", "20s");
            assertThat(since.get("reason")).isEqualTo("TrainerPaused");
            assertThat(server.requests().getLast().is("PATCH", "/api/v2" + RUN)).isTrue();
        }
    }

    @Test
    void a_run_that_fails_or_takes_too_long_says_so_and_is_ended() throws Exception {
        try (PlayedServer server = new PlayedServer(new Airflow("v2", "running", "failed"))) {
            Ended failed = retrain(server, "retrain", "auto", "20s");
            assertThat(failed.code()).isEqualTo(2);
            assertThat(failed.get("reason")).isEqualTo("TrainingFailed");
            assertThat(failed.get("message")).contains("retrain/r1", server.url());
        }
        try (PlayedServer server = new PlayedServer(new Airflow("v2", "running"))) {
            assertThat(retrain(server, "retrain", "auto", "1s").get("reason")).isEqualTo("TrainingTimeout");
            assertThat(server.requests().getLast().is("PATCH", "/api/v2" + RUN)).isTrue();
        }
    }

    @Test
    void a_run_that_goes_on_is_not_left_alone_over_an_answer_that_is_none() throws Exception {
        Airflow airflow = new Airflow("v2", "409", "running", "401", "403", "400", "running", "success");
        airflow.exists = true;
        try (PlayedServer server = new PlayedServer(airflow)) {
            Ended ended = retrain(server, "retrain", "auto", "20s");
            assertThat(ended.get("outcome")).as(ended.output()).isEqualTo("Succeeded");
            assertThat(ended.get("adopted")).isEqualTo("true");
        }
    }

    @Test
    void a_run_is_given_up_when_it_has_ended_and_not_when_something_is_answered() throws Exception {
        Airflow airflow = new Airflow("v2", "running");
        airflow.ends = 409;
        try (PlayedServer server = new PlayedServer(airflow)) {
            Ended ended = retrain(server, "retrain", "auto", "1s");
            assertThat(ended.code()).as("another attempt gives it up").isEqualTo(1);
            assertThat(ended.get("reason")).isEqualTo("TrainerUnavailable");
        }
    }

    @Test
    void a_conflict_with_another_run_is_no_adoption() throws Exception {
        Airflow airflow = new Airflow("v2", "running");
        airflow.conflict = true;
        try (PlayedServer server = new PlayedServer(airflow)) {
            Ended ended = retrain(server, "retrain", "auto", "20s");
            assertThat(ended.get("reason")).isEqualTo("TrainerRefused");
            assertThat(ended.get("message")).contains("409");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "200, <html>, 1, TrainerUnavailable, no JSON",
        "404, {}, 2, TrainerRefused, it is no Airflow",
        "302, {}, 2, TrainerRefused, it is no Airflow",
        "500, {}, 1, TrainerUnavailable, answered 500",
    })
    void what_is_no_airflow_is_said(int status, String body, int code, String reason, String words) throws Exception {
        try (PlayedServer server = PlayedServer.json(status, body)) {
            Ended ended = retrain(server, "retrain", "auto", "1s");
            assertThat(ended.code()).isEqualTo(code);
            assertThat(ended.get("reason")).isEqualTo(reason);
            assertThat(ended.get("message")).contains(words);
            assertThat(ended.output()).doesNotContain("password1234");
        }
    }

    @ParameterizedTest
    @CsvSource({"running, failed", "queued, failed", "success, success", "failed, failed", "'', ''"})
    void a_training_that_nobody_waits_for_any_more_is_given_up_before_the_next_begins(String before, String after)
            throws Exception {
        Airflow airflow = new Airflow("v2", "success");
        airflow.earlier = before;
        try (PlayedServer server = new PlayedServer(airflow)) {
            abandoned = "\"r0\"";
            Ended ended = retrain(server, "retrain", "auto", "20s");
            assertThat(ended.code()).as(ended.output()).isZero();
            assertThat(airflow.earlier).isEqualTo(after);
            List<String> asked = server.requests().stream()
                    .map(request -> request.method() + request.path().replaceFirst(".*/", " "))
                    .toList();
            assertThat(asked.lastIndexOf("PATCH r0")).isLessThan(asked.indexOf("POST dagRuns"));
            assertThat(asked.contains("PATCH r0")).isEqualTo(!before.equals(after));
        }
    }

    private Ended retrain(PlayedServer server, String dag, String api, String timeout) throws IOException {
        Path secret = Files.createDirectories(folder.resolve("secret"));
        Files.writeString(secret.resolve("username"), "admin");
        Files.writeString(secret.resolve("password"), "password1234");
        return Program.run("retrain", folder, """
                {"retraining": {"id": "r1", "monitor": {"namespace": "shop", "name": "fraud"}, "trigger": "driftedShare >= 0.3"},
                 "timeout": "%s", "poll": "100ms",
                 "airflow": {"url": "%s", "dagId": "%s", "apiVersion": "%s", "secret": "%s", "abandoned": [%s]}}
                """.formatted(timeout, server.url(), dag, api, secret, abandoned));
    }
}

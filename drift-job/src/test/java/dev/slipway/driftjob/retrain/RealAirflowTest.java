package dev.slipway.driftjob.retrain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.driftjob.Program;
import dev.slipway.driftjob.service.Ended;
import dev.slipway.workload.service.Services;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Against a real Airflow, whose start takes a minute: {@code -Dairflow=3} or {@code -Dairflow=2}. What it answers is recorded
 * in {@link AirflowTrainerTest}.
 */
@EnabledIfSystemProperty(named = "airflow", matches = "[23]")
class RealAirflowTest {
    @TempDir
    static Path state;

    private static Services airflow;

    @TempDir
    Path folder;

    @BeforeAll
    static void up() {
        airflow = new Services(state, "airflow", Services.airflow(System.getProperty("airflow")));
        airflow.up();
    }

    @AfterAll
    static void down() {
        airflow.close();
    }

    @Test
    void a_run_is_started_once_and_waited_for() throws Exception {
        await("retrain_ok");
        Ended first = retrain("retrain_ok", "ok-1", "120s");
        assertThat(first.code()).as(first.output()).isZero();
        assertThat(first.get("outcome")).isEqualTo("Succeeded");
        assertThat(first.get("externalId")).isEqualTo("retrain_ok/ok-1");
        assertThat(first.get("adopted")).isEqualTo("false");
        Ended second = retrain("retrain_ok", "ok-1", "60s");
        assertThat(second.get("outcome")).isEqualTo("Succeeded");
        assertThat(second.get("adopted")).isEqualTo("true");
    }

    @Test
    void what_does_not_succeed_says_so_and_does_not_go_on() throws Exception {
        await("retrain_fails");
        assertThat(retrain("retrain_fails", "f-1", "120s").get("reason")).isEqualTo("TrainingFailed");
        Ended slow = retrain("retrain_slow", "s-1", "10s");
        assertThat(slow.get("reason")).isEqualTo("TrainingTimeout");
        assertThat(retrain("retrain_slow", "s-1", "10s").get("reason")).isEqualTo("TrainingFailed");
        Ended paused = retrain("retrain_paused", "p-1", "10s");
        assertThat(paused.code()).as(paused.output()).isEqualTo(2);
        assertThat(paused.get("reason")).isEqualTo("TrainerPaused");
        Ended absent = retrain("nothing", "n-1", "10s");
        assertThat(absent.get("reason")).isEqualTo("TrainerRefused");
        assertThat(absent.get("message")).contains("has no DAG nothing");
    }

    @Test
    void a_wrong_password_is_said_without_it() throws Exception {
        Ended ended = retrain("retrain_ok", "w-1", "10s", "topsecret");
        assertThat(ended.get("reason")).isEqualTo("AccessDenied");
        assertThat(ended.output()).doesNotContain("topsecret");
    }

    /** Its files are read a while after it answers. */
    private void await(String dag) throws Exception {
        for (int i = 0; i < 60; i++) {
            String message = retrain(dag, "await", "1s").get("message");
            if (!message.contains("has no DAG")) {
                return;
            }
            Thread.sleep(1000);
        }
    }

    private Ended retrain(String dag, String id, String timeout) throws IOException {
        return retrain(dag, id, timeout, "password1234");
    }

    private Ended retrain(String dag, String id, String timeout, String password) throws IOException {
        Path secret = Files.createDirectories(folder.resolve("secret"));
        Files.writeString(secret.resolve("username"), "admin");
        Files.writeString(secret.resolve("password"), password);
        return Program.run("retrain", folder, """
                {"retraining": {"id": "%s", "monitor": {"namespace": "shop", "name": "fraud"}, "trigger": "driftedShare >= 0.3",
                  "drifted": [{"feature": "amount", "method": "ks", "score": 0.31}]}, "timeout": "%s", "poll": "1s",
                 "airflow": {"url": "%s", "dagId": "%s", "secret": "%s"}}
                """.formatted(id, timeout, airflow.url(), dag, secret));
    }
}

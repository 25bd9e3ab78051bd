package dev.slipway.driftjob.retrain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.driftjob.Program;
import dev.slipway.driftjob.service.Ended;
import dev.slipway.driftjob.service.PlayedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Receivers that train. */
class WebhookTrainerTest {
    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"200, Succeeded", "204, Succeeded", "202, Accepted"})
    void a_receiver_that_takes_it_is_told_once_with_the_id(int status, String outcome) throws Exception {
        try (PlayedServer server = PlayedServer.json(status, "")) {
            Ended ended = retrain(server.url() + "/hook?key=hidden");
            assertThat(ended.code()).as(ended.output()).isZero();
            assertThat(ended.get("outcome")).isEqualTo(outcome);
            assertThat(ended.output()).doesNotContain("hidden");
            assertThat(server.requests()).hasSize(1);
            assertThat(server.requests().getFirst().headers())
                    .contains("idempotency-key: r1", "authorization: Bearer t0p");
            assertThat(server.requests().getFirst().body())
                    .contains("\"type\":\"dev.slipway.retraining.requested\"", "\"trigger\":\"driftedShare >= 0.3\"");
        }
    }

    @ParameterizedTest
    @CsvSource({"succeeded, 0, Succeeded", "failed, 2, TrainingFailed"})
    void a_receiver_that_says_where_is_asked_until_the_end(String end, int code, String word) throws Exception {
        AtomicInteger looks = new AtomicInteger();
        try (PlayedServer server = new PlayedServer((request, out) -> {
            if (request.is("POST", "/hook")) {
                PlayedServer.json(out, 202, "", "Location: /trainings/7");
            } else if (looks.incrementAndGet() == 2) {
                PlayedServer.json(out, 503, "");
            } else {
                PlayedServer.json(
                        out,
                        200,
                        "{\"state\": \"" + (looks.get() < 4 ? "running" : end) + "\", \"message\": \"no data\"}");
            }
        })) {
            Ended ended = retrain(server.url() + "/hook");
            assertThat(ended.code()).as(ended.output()).isEqualTo(code);
            assertThat(ended.output()).contains(word, server.url() + "/trainings/7");
        }
    }

    @Test
    void the_secret_does_not_follow_a_location_to_another_host() throws Exception {
        try (PlayedServer elsewhere = PlayedServer.json(200, "{\"state\": \"succeeded\"}");
                PlayedServer server = new PlayedServer(
                        (request, out) -> PlayedServer.json(out, 202, "", "Location: " + elsewhere.url() + "/x"))) {
            Ended ended = retrain(server.url());
            assertThat(ended.get("reason")).isEqualTo("TrainerRefused");
            assertThat(elsewhere.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "400, 2, TrainerRefused",
        "301, 2, TrainerRefused",
        "401, 1, AccessDenied",
        "500, 1, TrainerUnavailable",
    })
    void an_answer_that_is_no_success_has_its_reason(int status, int code, String reason) throws Exception {
        try (PlayedServer server = PlayedServer.json(status, "")) {
            Ended ended = retrain(server.url());
            assertThat(ended.code()).isEqualTo(code);
            assertThat(ended.get("reason")).isEqualTo(reason);
            assertThat(ended.output()).doesNotContain("t0p");
        }
    }

    private Ended retrain(String url) throws IOException {
        Path secret = Files.createDirectories(folder.resolve("secret"));
        Files.writeString(secret.resolve("token"), "t0p");
        return Program.run("retrain", folder, """
                {"retraining": {"id": "r1", "monitor": {"namespace": "shop", "name": "fraud"}, "trigger": "driftedShare >= 0.3"},
                 "timeout": "2s", "poll": "50ms", "webhook": {"url": "%s", "secret": "%s"}}
                """.formatted(url, secret));
    }
}

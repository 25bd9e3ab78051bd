package dev.slipway.driftjob.alert;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.driftjob.Program;
import dev.slipway.driftjob.service.Ended;
import dev.slipway.driftjob.service.PlayedServer;
import dev.slipway.workload.json.JsonDocument;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Receivers by HTTP, good and hostile ones. */
class AlertsTest {
    @TempDir
    Path folder;

    @Test
    void an_alert_is_a_cloud_event_that_receivers_know_again_by_its_id() throws Exception {
        try (PlayedServer receiver = PlayedServer.json(202, "")) {
            Ended ended = deliver(receiver.url() + "/in?key=hidden", "firing", "");
            assertThat(ended.code()).isZero();
            assertThat(ended.get("outcome")).isEqualTo("Delivered");
            assertThat(ended.output()).doesNotContain("hidden");
            PlayedServer.Request request = receiver.requests().getFirst();
            assertThat(request.is("POST", "/in?key=hidden")).isTrue();
            assertThat(request.headers()).contains("content-type: application/cloudevents+json");
            Map<?, ?> event = (Map<?, ?>) JsonDocument.read(request.body().getBytes(StandardCharsets.UTF_8));
            assertThat(event.get("id")).isEqualTo("a1");
            assertThat(event.get("specversion")).isEqualTo("1.0");
            assertThat(event.get("type")).isEqualTo("dev.slipway.drift.detected");
            assertThat(event.get("source")).isEqualTo("/apis/slipway.dev/v1alpha1/namespaces/shop/driftmonitors/fraud");
            assertThat(event.get("time")).isEqualTo("2026-11-21T00:00:00Z");
            Map<?, ?> data = (Map<?, ?>) Objects.requireNonNull(event.get("data"));
            assertThat(data.get("driftedShare")).isEqualTo(0.25);
            assertThat(String.valueOf(data.get("drifted"))).contains("amount", "0.31");
        }
    }

    @Test
    void the_secret_goes_to_the_receiver_and_nowhere_else() throws Exception {
        Files.writeString(folder.resolve("token"), "t0p");
        try (PlayedServer receiver = PlayedServer.json(403, "{}")) {
            Ended ended = deliver(receiver.url(), "resolved", ", \"secret\": \"" + folder + "\"");
            assertThat(receiver.requests().getFirst().headers()).contains("authorization: Bearer t0p");
            assertThat(receiver.requests().getFirst().body()).contains("dev.slipway.drift.resolved");
            assertThat(ended.code()).isEqualTo(1);
            assertThat(ended.get("reason")).isEqualTo("AccessDenied");
            assertThat(ended.output()).doesNotContain("t0p");
        }
    }

    @Test
    void a_receiver_that_is_busy_for_a_moment_is_told_again() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        try (PlayedServer receiver = new PlayedServer(
                (request, out) -> PlayedServer.json(out, calls.incrementAndGet() < 3 ? 503 : 204, ""))) {
            assertThat(deliver(receiver.url(), "firing", "").code()).isZero();
            assertThat(receiver.requests()).hasSize(3);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "400, 2, SinkRefused, answered 400",
        "404, 2, SinkRefused, check its address",
        "302, 2, SinkRefused, redirects",
        "401, 1, AccessDenied, needs credentials",
        "500, 1, SinkUnavailable, answered 500",
        "429, 1, SinkUnavailable, answered 429",
    })
    void an_answer_that_is_no_success_has_its_reason(int status, int code, String reason, String words)
            throws Exception {
        try (PlayedServer elsewhere = PlayedServer.json(200, "");
                PlayedServer receiver = new PlayedServer(
                        (request, out) -> PlayedServer.json(out, status, "<html>", "Location: " + elsewhere.url()))) {
            Ended ended = deliver(receiver.url(), "firing", "");
            assertThat(ended.code()).isEqualTo(code);
            assertThat(ended.get("reason")).isEqualTo(reason);
            assertThat(ended.get("message")).contains(words, receiver.url());
            assertThat(elsewhere.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "silent, did not answer in time",
        "closes, closed the connection",
        "endless, sent more than",
        "drips, did not answer in time"
    })
    void a_hostile_receiver_costs_the_timeout_and_no_more(String kind, String words) throws Exception {
        try (PlayedServer receiver = new PlayedServer((request, out) -> {
            String head = "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n";
            switch (kind) {
                case "silent" -> sleep(20_000);
                case "closes" -> out.write("HTTP/1.1 2".getBytes(StandardCharsets.US_ASCII));
                case "endless" -> {
                    out.write(head.getBytes(StandardCharsets.US_ASCII));
                    while (true) {
                        out.write(new byte[1 << 16]);
                    }
                }
                default -> {
                    out.write(head.getBytes(StandardCharsets.US_ASCII));
                    for (int i = 0; i < 200; i++) {
                        out.write(' ');
                        out.flush();
                        sleep(100);
                    }
                }
            }
        })) {
            Ended ended = deliver(receiver.url(), "firing", "");
            assertThat(ended.get("reason")).isEqualTo("SinkUnavailable");
            assertThat(ended.get("message")).contains(words);
        }
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http://user:pw@localhost:1, put them into the Secret",
        "ftp://localhost, is no http or https address",
        "http://a b, is no http or https address",
        "http://127.0.0.1:1, refuses connections",
        "http://no.such.host.invalid, cannot be resolved",
    })
    void an_address_that_is_none_is_said_without_its_password(String url, String words) throws Exception {
        Ended ended = deliver(url, "firing", "");
        assertThat(ended.get("message")).contains(words).doesNotContain("pw");
    }

    private Ended deliver(String url, String status, String more) throws Exception {
        return Program.run(
                "alert",
                folder,
                "{\"alert\": " + alert("a1", status) + ", \"sink\": {\"cloudEvents\": {\"url\": \"" + url + "\"" + more
                        + "}}, \"timeout\": \"1s\"}");
    }

    static String alert(String id, String status) {
        return "{\"id\": \"" + id + "\", \"status\": \"" + status
                + "\", \"monitor\": {\"namespace\": \"shop\", \"name\":"
                + " \"fraud\"}, \"model\": \"fraud\", \"verdict\": \"Drift\", \"driftedShare\": 0.25, \"drifted\":"
                + " [{\"feature\": \"amount\", \"method\": \"ks\", \"score\": 0.31, \"threshold\": 0.1}],"
                + " \"startsAt\": \"2026-11-21T00:00:00Z\", \"summary\": \"Drift in 5 of 20 features.\"}";
    }
}

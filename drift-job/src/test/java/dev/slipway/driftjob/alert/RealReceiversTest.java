package dev.slipway.driftjob.alert;

import static org.assertj.core.api.Assertions.assertThat;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.GetResponse;
import dev.slipway.driftjob.Program;
import dev.slipway.driftjob.service.Ended;
import dev.slipway.workload.json.JsonDocument;
import dev.slipway.workload.service.Services;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real RabbitMQ and a real Alertmanager. */
class RealReceiversTest {
    @TempDir
    static Path state;

    private static Services rabbit;
    private static Services alertmanager;

    @TempDir
    Path folder;

    @BeforeAll
    static void up() {
        rabbit = new Services(state, "rabbitmq", Map.of());
        alertmanager = new Services(state, "alertmanager", Map.of());
        CompletableFuture.allOf(CompletableFuture.runAsync(rabbit::up), CompletableFuture.runAsync(alertmanager::up))
                .join();
    }

    @AfterAll
    static void down() {
        rabbit.close();
        alertmanager.close();
    }

    @Test
    void alertmanager_shows_one_alert_that_fires_until_it_is_resolved() throws Exception {
        assertThat(toAlertmanager("firing", "").code()).isZero();
        assertThat(toAlertmanager("firing", "").code()).isZero();
        List<?> alerts = alerts();
        assertThat(alerts).hasSize(1);
        assertThat(String.valueOf(alerts))
                .contains(
                        "alertname=SlipwayDrift",
                        "driftmonitor=fraud",
                        "Drift in 5 of 20 features.",
                        "amount (ks 0.31)");

        assertThat(toAlertmanager("resolved", "").code()).isZero();
        assertThat(alerts()).isEmpty();
    }

    private Ended toAlertmanager(String status, String more) throws Exception {
        return Program.run(
                "alert",
                folder,
                "{\"alert\": " + AlertsTest.alert("a1", status) + ", \"sink\": {\"alertmanager\": {\"url\": \""
                        + alertmanager.url() + "/\"" + more + "}}}");
    }

    private static List<?> alerts() throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            byte[] body = client.send(
                            HttpRequest.newBuilder(URI.create(alertmanager.url() + "/api/v2/alerts?active=true"))
                                    .build(),
                            BodyHandlers.ofByteArray())
                    .body();
            return (List<?>) JsonDocument.read(body);
        }
    }

    @Test
    void a_broker_has_the_event_in_its_queue_before_the_job_says_so() throws Exception {
        ConnectionFactory factory = new ConnectionFactory();
        factory.setUri(rabbit.url());
        factory.setUsername("slipway");
        factory.setPassword("slipway-secret");
        try (Connection connection = factory.newConnection();
                Channel channel = connection.createChannel()) {
            Ended absent = publish("slipway", "slipway-secret", "drift");
            assertThat(absent.code()).isEqualTo(2);
            assertThat(absent.get("message")).contains("has no exchange drift");

            channel.exchangeDeclare("drift", "topic", true);
            Ended unrouted = publish("slipway", "slipway-secret", "drift");
            assertThat(unrouted.code()).isEqualTo(1);
            assertThat(unrouted.get("message")).contains("no queue bound to the exchange drift for drift.firing");

            channel.queueDeclare("alerts", true, false, false, Map.of());
            channel.queueBind("alerts", "drift", "drift.#");
            assertThat(publish("slipway", "slipway-secret", "drift").code()).isZero();
            GetResponse message = channel.basicGet("alerts", true);
            assertThat(message.getProps().getMessageId()).isEqualTo("a1");
            assertThat(message.getProps().getDeliveryMode()).isEqualTo(2);
            assertThat(message.getProps().getContentType()).isEqualTo("application/cloudevents+json");
            assertThat(new String(message.getBody(), StandardCharsets.UTF_8)).contains("dev.slipway.drift.detected");
        }
    }

    @Test
    void a_broker_that_does_not_know_or_allow_us_is_said_without_the_password() throws Exception {
        Ended unknown = publish("slipway", "topsecret", "drift");
        assertThat(unknown.get("reason")).isEqualTo("AccessDenied");
        assertThat(unknown.output()).doesNotContain("topsecret");
        Ended stranger = publish("stranger", "stranger-secret", "amq.topic");
        assertThat(stranger.get("reason")).isEqualTo("AccessDenied");
        Ended away = publish("amqp://127.0.0.1:1", "slipway", "slipway-secret", "drift");
        assertThat(away.get("message")).contains("amqp://127.0.0.1:1 refuses connections");
        Ended other = publish(alertmanager.url().replace("http", "amqp"), "slipway", "slipway-secret", "drift");
        assertThat(other.get("reason")).isEqualTo("SinkUnavailable");
    }

    private Ended publish(String user, String password, String exchange) throws Exception {
        return publish(rabbit.url(), user, password, exchange);
    }

    private Ended publish(String url, String user, String password, String exchange) throws Exception {
        Path secret = Files.createDirectories(folder.resolve("secret"));
        Files.writeString(secret.resolve("username"), user);
        Files.writeString(secret.resolve("password"), password);
        return Program.run(
                "alert",
                folder,
                "{\"alert\": " + AlertsTest.alert("a1", "firing") + ", \"sink\": {\"amqp\": {\"url\": \"" + url
                        + "\", \"exchange\": \"" + exchange + "\", \"secret\": \"" + secret
                        + "\"}}, \"timeout\": \"5s\"}");
    }
}

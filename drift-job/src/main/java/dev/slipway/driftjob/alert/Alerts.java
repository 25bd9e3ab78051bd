package dev.slipway.driftjob.alert;

import dev.slipway.driftjob.config.AlertConfig;
import dev.slipway.driftjob.config.AlertConfig.Alert;
import dev.slipway.driftjob.config.AlertConfig.Sink;
import dev.slipway.driftjob.web.CloudEvent;
import dev.slipway.workload.config.ConfigDocument;
import dev.slipway.workload.failure.FailureException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** The command {@code alert}: tells one receiver, and ends when it has confirmed. */
public final class Alerts {
    private final Clock clock;

    public Alerts(Clock clock) {
        this.clock = clock;
    }

    /** Delivers; the summary. */
    public Map<String, Object> deliver(Path configFile) throws FailureException {
        AlertConfig config = AlertConfig.of(ConfigDocument.read(configFile).root());
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("command", "alert");
        summary.put("outcome", "Delivered");
        summary.put("id", config.alert().id());
        summary.put("sink", word(config.sink()));
        summary.put("url", deliver(config.alert(), config.sink(), config.timeout()));
        return summary;
    }

    /** The receiver's address as it may be shown. */
    private String deliver(Alert alert, Sink sink, Duration timeout) throws FailureException {
        return switch (sink) {
            case Sink.CloudEvents events ->
                new HttpReceiver(events.url(), "$.sink.cloudEvents.url", events.secret(), timeout)
                        .post("", CloudEvent.MEDIA_TYPE, event(alert).structured());
            case Sink.Alertmanager manager ->
                new HttpReceiver(manager.url(), "$.sink.alertmanager.url", manager.secret(), timeout)
                        .post(AlertmanagerAlert.PATH, "application/json", AlertmanagerAlert.of(alert, clock.instant()));
            case Sink.Amqp amqp -> new AmqpReceiver(amqp, timeout).publish(event(alert));
        };
    }

    private static String word(Sink sink) {
        return switch (sink) {
            case Sink.CloudEvents events -> "cloudEvents";
            case Sink.Alertmanager manager -> "alertmanager";
            case Sink.Amqp amqp -> "amqp";
        };
    }

    private CloudEvent event(Alert alert) {
        boolean firing = alert.status() == AlertConfig.Status.firing;
        return new CloudEvent(
                alert.id(),
                alert.monitor(),
                firing ? "dev.slipway.drift.detected" : "dev.slipway.drift.resolved",
                alert.model(),
                firing ? alert.startsAt() : alert.endsAt().orElse(clock.instant()),
                alert.document());
    }
}

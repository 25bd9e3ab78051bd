package dev.slipway.driftjob.alert;

import dev.slipway.driftjob.config.AlertConfig;
import dev.slipway.driftjob.config.AlertConfig.Alert;
import dev.slipway.workload.json.JsonTree;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * An alert as Prometheus's Alertmanager takes it, API v2. Labels are its identity: what changes from run to run is an
 * annotation. It fires until {@code endsAt}, however often it is repeated.
 */
final class AlertmanagerAlert {
    static final String PATH = "/api/v2/alerts";

    private static final Duration UNREPEATED = Duration.ofHours(24);

    private AlertmanagerAlert() {}

    static byte[] of(Alert alert, Instant now) {
        Map<String, Object> labels = new LinkedHashMap<>();
        labels.put("alertname", "SlipwayDrift");
        labels.put("namespace", alert.monitor().namespace());
        labels.put("driftmonitor", alert.monitor().name());
        put(labels, "model", alert.model());
        Map<String, Object> annotations = new LinkedHashMap<>();
        put(annotations, "summary", alert.summary());
        put(annotations, "verdict", alert.verdict());
        put(
                annotations,
                "driftedShare",
                alert.driftedShare().map(String::valueOf).orElse(""));
        put(annotations, "drifted", drifted(alert));
        put(annotations, "report", alert.report());
        annotations.put("alertId", alert.id());
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("labels", labels);
        document.put("annotations", annotations);
        document.put("startsAt", alert.startsAt().toString());
        document.put("endsAt", ends(alert, now).toString());
        try {
            return JsonTree.write(List.of(document));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Alertmanager takes no end before the start. */
    private static Instant ends(Alert alert, Instant now) {
        boolean firing = alert.status() == AlertConfig.Status.firing;
        Instant end = alert.endsAt().orElse(firing ? now.plus(UNREPEATED) : now);
        return end.isBefore(alert.startsAt()) ? alert.startsAt() : end;
    }

    private static String drifted(Alert alert) {
        return alert.drifted().stream()
                .map(f -> f.feature()
                        + f.score().map(s -> " (" + f.method() + " " + s + ")").orElse(""))
                .collect(Collectors.joining(", "));
    }

    private static void put(Map<String, Object> map, String name, String value) {
        if (!value.isEmpty()) {
            map.put(name, value);
        }
    }
}

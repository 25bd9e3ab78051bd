package dev.slipway.driftjob.config;

import dev.slipway.workload.config.ConfigNode;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One message to one receiver.
 *
 * @param timeout for everything, after which the receiver has not been told
 */
public record AlertConfig(Alert alert, Sink sink, Duration timeout) {
    private static final int MOST_FEATURES = 20;

    /**
     * What is told.
     *
     * @param id the same for every attempt to tell the same: receivers know a repetition by it
     * @param model empty where the monitor names none
     * @param endsAt resolved: since when; firing: until when it holds if nobody repeats it
     * @param document the document's {@code alert}, as it stands
     */
    public record Alert(
            String id,
            Status status,
            MonitorName monitor,
            String model,
            String verdict,
            Optional<Double> driftedShare,
            List<Feature> drifted,
            Instant startsAt,
            Optional<Instant> endsAt,
            String summary,
            String report,
            Map<String, Object> document) {

        /** When it came to be so. */
        public Instant time() {
            return status == Status.resolved ? endsAt.orElse(startsAt) : startsAt;
        }
    }

    /** Whether there is something to worry about. */
    public enum Status {
        firing,
        resolved
    }

    /** A feature that drifted. */
    public record Feature(String feature, String method, Optional<Double> score, Optional<Double> threshold) {}

    /** A receiver. */
    public sealed interface Sink {
        String url();

        Optional<Path> secret();

        /** CloudEvents 1.0 by HTTP POST, structured. */
        record CloudEvents(String url, Optional<Path> secret) implements Sink {}

        /** Prometheus Alertmanager, API v2. */
        record Alertmanager(String url, Optional<Path> secret) implements Sink {}

        /** An exchange of an AMQP 0-9-1 broker; the message is a CloudEvent. */
        record Amqp(String url, String exchange, String routingKey, Optional<Path> secret) implements Sink {}
    }

    /** Reads the document of {@code alert}. */
    public static AlertConfig of(ConfigNode root) throws FailureException {
        root.only("alert", "sink", "timeout");
        Alert alert = alert(needed(root, "alert"));
        return new AlertConfig(
                alert, sink(needed(root, "sink"), alert.status()), root.duration("timeout", Duration.ofSeconds(30)));
    }

    private static Alert alert(ConfigNode node) throws FailureException {
        node.only(
                "id",
                "status",
                "monitor",
                "model",
                "verdict",
                "driftedShare",
                "drifted",
                "startsAt",
                "endsAt",
                "summary",
                "report");
        node.string("status");
        return new Alert(
                node.string("id"),
                node.oneOf("status", Status.firing),
                MonitorName.of(node),
                node.optionalString("model").orElse(""),
                node.optionalString("verdict").orElse(""),
                node.optionalNumber("driftedShare"),
                drifted(node),
                SourceConfig.instant(node, "startsAt").orElseThrow(() -> node.refuse("startsAt", "a time")),
                SourceConfig.instant(node, "endsAt"),
                node.optionalString("summary").orElse(""),
                node.optionalString("report").orElse(""),
                node.fields());
    }

    static List<Feature> drifted(ConfigNode node) throws FailureException {
        List<Feature> features = new ArrayList<>();
        for (ConfigNode feature : node.objects("drifted")) {
            feature.only("feature", "method", "score", "pValue", "threshold");
            features.add(new Feature(
                    feature.string("feature"),
                    feature.string("method"),
                    feature.optionalNumber("score"),
                    feature.optionalNumber("threshold")));
        }
        return features.stream().limit(MOST_FEATURES).toList();
    }

    private static Sink sink(ConfigNode node, Status status) throws FailureException {
        node.only("cloudEvents", "alertmanager", "amqp");
        List<String> given = List.of("cloudEvents", "alertmanager", "amqp").stream()
                .filter(node::has)
                .toList();
        if (given.size() != 1) {
            throw new FailureException(
                    CommonReason.InvalidConfig,
                    "The configuration's $.sink needs exactly one of cloudEvents, alertmanager and amqp.");
        }
        ConfigNode sink = node.object(given.getFirst()).orElseThrow();
        Optional<Path> secret = sink.optionalString("secret").map(Path::of);
        return switch (given.getFirst()) {
            case "cloudEvents" ->
                new Sink.CloudEvents(sink.only("url", "secret").string("url"), secret);
            case "alertmanager" ->
                new Sink.Alertmanager(sink.only("url", "secret").string("url"), secret);
            default ->
                new Sink.Amqp(
                        sink.only("url", "exchange", "routingKey", "secret").string("url"),
                        sink.string("exchange"),
                        sink.optionalString("routingKey").orElse("drift." + status),
                        secret);
        };
    }

    static ConfigNode needed(ConfigNode root, String field) throws FailureException {
        return root.object(field).orElseThrow(() -> root.refuse(field, "an object"));
    }
}

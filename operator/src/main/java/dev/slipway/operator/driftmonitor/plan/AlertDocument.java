package dev.slipway.operator.driftmonitor.plan;

import static dev.slipway.operator.driftmonitor.plan.Documents.object;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.driftmonitor.Alerting.Sink;
import dev.slipway.api.driftmonitor.DriftMonitorStatus.Verdict;
import dev.slipway.operator.driftmonitor.loop.Findings;
import dev.slipway.operator.driftmonitor.loop.Notice;
import dev.slipway.operator.driftmonitor.loop.Schedule;
import dev.slipway.operator.driftmonitor.observe.ObservedMonitor;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What one receiver is told.
 *
 * @param findings of the last run that was heard: details, where it is the run that the notice is about
 */
record AlertDocument(ObservedMonitor observed, Sink sink, Notice notice, Optional<Findings> findings, Mounts mounts) {
    /** Repetitions come every six hours, where runs do. */
    private static final Duration LEAST = Duration.ofHours(24);

    String text() {
        var root = object();
        root.set("alert", alert());
        root.set("sink", receiver());
        return Documents.text(root);
    }

    private ObjectNode alert() {
        var alert = object().put("id", observed.name() + "-" + notice.identity())
                .put("status", notice.word())
                .put("model", Documents.model(observed))
                .put("verdict", (notice.firing() ? Verdict.Drift : Verdict.NoDrift).name())
                .put("summary", notice.summary());
        alert.set("monitor", Documents.monitor(observed));
        notice.starts().ifPresent(time -> alert.put("startsAt", time.toString()));
        notice.ends().or(this::holdsUntil).ifPresent(time -> alert.put("endsAt", time.toString()));
        findings.filter(found -> notice.run().equals(found.run().jobName()))
                .ifPresent(found -> Documents.findings(alert, found));
        return alert;
    }

    /** Runs repeat it; three of them may fail before it counts as called off. */
    private Optional<Instant> holdsUntil() {
        var least = observed.now().plus(LEAST);
        var runs = Schedule.parse(observed.spec().schedule(), observed.spec().timeZone());
        var next = runs.flatMap(r -> r.after(observed.now()));
        var later = next.flatMap(n -> runs.flatMap(r -> r.after(n))).flatMap(n -> runs.flatMap(r -> r.after(n)));
        return Optional.of(later.filter(least::isBefore).orElse(least));
    }

    private ObjectNode receiver() {
        var events = sink.cloudEvents();
        if (events != null) {
            return object().set("cloudEvents", Documents.server(events.url(), events.secretRef(), mounts));
        }
        var manager = sink.alertmanager();
        if (manager != null) {
            return object().set("alertmanager", Documents.server(manager.url(), manager.secretRef(), mounts));
        }
        var broker = sink.amqp();
        return broker == null
                ? object()
                : object().set(
                                "amqp",
                                Documents.server(broker.url(), broker.secretRef(), mounts)
                                        .put("exchange", broker.exchange()));
    }
}

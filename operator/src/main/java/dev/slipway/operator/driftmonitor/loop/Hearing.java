package dev.slipway.operator.driftmonitor.loop;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.toSet;

import dev.slipway.api.driftmonitor.Alerting;
import dev.slipway.api.driftmonitor.DriftMonitorStatus;
import dev.slipway.api.driftmonitor.DriftMonitorStatus.Finding;
import dev.slipway.api.driftmonitor.DriftMonitorStatus.Run;
import dev.slipway.operator.driftmonitor.observe.MonitorJob;
import dev.slipway.operator.driftmonitor.observe.ObservedMonitor;
import dev.slipway.operator.model.ContentHash;
import dev.slipway.operator.status.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Runs are heard once each, in the order of their ends. Those that were heard are known by name: several may end within the
 * second that Kubernetes tells times by.
 *
 * @param findings of the last run that was heard, now or before; empty before the first one
 * @param alert after all of them
 * @param news what changed the alert, and that performance was lost
 * @param edges announcements that begin or are over
 * @param lost runs that found performance lost that had not been lost before
 */
public record Hearing(
        Optional<Findings> findings, Alert alert, List<Announcement> news, List<AlertEdge> edges, List<Findings> lost) {
    private static final int NAMED = 3;

    static Hearing of(ObservedMonitor observed) {
        var previous = observed.previous();
        var findings = previous.flatMap(Findings::kept);
        var alert = Alert.of(previous.map(DriftMonitorStatus::alert).orElse(null));
        var measures = observed.spec().labels() != null || observed.spec().estimate() != null;
        var news = new ArrayList<Announcement>();
        var edges = new ArrayList<AlertEdge>();
        var lost = new ArrayList<Findings>();
        for (var job : unheard(observed, alert.heard())) {
            var outcome = RunOutcome.of(job);
            var found = Findings.of(outcome, measures);
            var next = after(alert, outcome, observed.spec().alerting());
            if (next.firing() != alert.firing()) {
                news.add(announcement(next, found));
                edges.add(edge(observed.uid(), alert, next, job, news.getLast().message()));
            } else if (goesOn(next, findings, end(job))) {
                edges.add(edge(observed.uid(), alert, next, job, sentence(found)));
            }
            if (found.isDegraded() && findings.filter(Findings::isDegraded).isEmpty()) {
                news.add(lost(found));
                lost.add(found);
            }
            alert = next;
            findings = Optional.of(found);
        }
        alert = alert.among(observed.runs().map(MonitorJob::name).collect(toSet()));
        return new Hearing(findings, alert, List.copyOf(news), List.copyOf(edges), List.copyOf(lost));
    }

    private static boolean goesOn(Alert alert, Optional<Findings> before, Instant now) {
        return alert.firing()
                && alert.started().isPresent()
                && before.flatMap(Findings::ended)
                        .filter(then -> AlertEdge.isDueAgain(alert.started().get(), then, now))
                        .isPresent();
    }

    /** An announcement is known by the run that it began with. */
    private static AlertEdge edge(String uid, Alert before, Alert after, MonitorJob job, String summary) {
        var beganWith = after.firing() ? after.since() : before.since();
        return new AlertEdge(
                ContentHash.of(uid + " alert " + beganWith),
                after.firing(),
                job.name(),
                after.started(),
                after.firing() ? Optional.empty() : Optional.of(end(job)),
                summary,
                after.firing() == before.firing());
    }

    /** A run whose last words are still on their way holds up those that ended after it. */
    private static List<MonitorJob> unheard(ObservedMonitor observed, Set<String> heard) {
        var last = observed.previous().map(DriftMonitorStatus::lastRun);
        return observed.runs()
                .filter(job -> job.facts().isOver())
                .filter(job ->
                        heard.isEmpty() ? last.map(run -> isLater(job, run)).orElse(true) : !heard.contains(job.name()))
                .sorted(comparing(Hearing::end).thenComparing(MonitorJob::name))
                .takeWhile(job -> job.isTold(observed.now()))
                .toList();
    }

    private static Instant end(MonitorJob job) {
        return job.facts().ended().orElse(job.facts().created());
    }

    /** For a status that names no Job that is still there. */
    private static boolean isLater(MonitorJob job, Run heard) {
        var before = Times.read(heard.finishTime()).orElse(Instant.EPOCH);
        var order = end(job).compareTo(before);
        return order > 0 || (order == 0 && job.name().compareTo(String.valueOf(heard.jobName())) > 0);
    }

    private static Alert after(Alert alert, RunOutcome outcome, Alerting rules) {
        return alert.after(
                outcome.job().name(),
                end(outcome.job()),
                outcome.verdict(),
                rules.fireAfter().windows(),
                rules.fireAfter().of(),
                rules.resolveAfter().windows());
    }

    private static Announcement announcement(Alert alert, Findings found) {
        return alert.firing()
                ? new Announcement(true, Reason.DRIFT_DETECTED, sentence(found), "firing " + alert.since())
                : new Announcement(
                        false,
                        Reason.DRIFT_RESOLVED,
                        "The last runs found no drift any more.",
                        "resolved " + alert.since());
    }

    private static Announcement lost(Findings found) {
        return new Announcement(
                true,
                Reason.PERFORMANCE_LOST,
                "The model does worse than the spec accepts. See status.performance.",
                "lost " + found.run().jobName());
    }

    /** The worst features by name, with their scores. */
    static String sentence(Findings found) {
        var drifted = found.drifted();
        if (drifted.isEmpty()) {
            return "The data has drifted.";
        }
        var named = drifted.stream().limit(NAMED).map(Hearing::words).toList();
        var more = drifted.size() - named.size();
        return "The data has drifted: " + String.join(", ", named) + (more > 0 ? " and " + more + " more" : "") + ".";
    }

    private static String words(Finding finding) {
        return finding.feature() + " (" + finding.method()
                + (finding.score() == null ? "" : " " + String.format(java.util.Locale.ROOT, "%.3g", finding.score()))
                + ")";
    }
}

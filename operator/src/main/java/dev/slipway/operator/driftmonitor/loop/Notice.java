package dev.slipway.operator.driftmonitor.loop;

import dev.slipway.api.driftmonitor.DriftMonitorStatus;
import dev.slipway.operator.model.ContentHash;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One thing that one receiver has still to be told.
 *
 * @param alert identity of the alert, the same when it begins and when it is over
 * @param sink the receiver, as {@link SinkName} spells it
 * @param firing whether it begins
 * @param run that changed it
 * @param ends when it was over; empty: it begins
 * @param failures attempts that failed
 * @param retry when it is tried again; empty: it can be tried now
 */
public record Notice(
        String alert,
        String sink,
        boolean firing,
        String run,
        Optional<Instant> starts,
        Optional<Instant> ends,
        String summary,
        int failures,
        Optional<Instant> retry) {
    private static final String FIRING = "firing";
    private static final String RESOLVED = "resolved";

    static Notice of(AlertEdge edge, String sink) {
        return new Notice(
                edge.alert(),
                sink,
                edge.firing(),
                edge.run(),
                edge.starts(),
                edge.ends(),
                edge.summary(),
                0,
                Optional.empty());
    }

    static Notice of(DriftMonitorStatus.Notice kept) {
        return new Notice(
                orEmpty(kept.alert()),
                orEmpty(kept.sink()),
                !RESOLVED.equals(kept.status()),
                orEmpty(kept.run()),
                Times.read(kept.startsAt()),
                Times.read(kept.endsAt()),
                orEmpty(kept.summary()),
                kept.failures() == null ? 0 : kept.failures(),
                Times.read(kept.retryTime()));
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    /** For the status. */
    DriftMonitorStatus.Notice state() {
        return new DriftMonitorStatus.Notice(
                alert,
                sink,
                word(),
                run,
                starts.map(Instant::toString).orElse(null),
                ends.map(Instant::toString).orElse(null),
                summary.isEmpty() ? null : summary,
                failures == 0 ? null : failures,
                retry.map(Instant::toString).orElse(null));
    }

    /** {@code firing} or {@code resolved}. */
    public String word() {
        return firing ? FIRING : RESOLVED;
    }

    /** What receivers know a repetition by. */
    public String identity() {
        return ContentHash.of(alert + "\n" + word());
    }

    /** What its Job is made for: this notice, and this attempt of it. */
    public String cause() {
        return cause(failures);
    }

    private String cause(int failed) {
        return ContentHash.of(alert + "\n" + word() + "\n" + run + "\n" + sink + (failed == 0 ? "" : "\n" + failed));
    }

    /** Whether a Job of this cause was the attempt that failed last. */
    public boolean wasTriedBy(String cause) {
        return failures > 0 && cause(failures - 1).equals(cause);
    }

    Notice failed(Instant again) {
        return new Notice(alert, sink, firing, run, starts, ends, summary, failures + 1, Optional.of(again));
    }

    boolean isDue(Instant now) {
        return retry.filter(time -> time.isAfter(now)).isEmpty();
    }
}

package dev.slipway.featureserver.materialize;

import dev.slipway.featureserver.codec.ByteSink;
import dev.slipway.featureserver.codec.EventTimes;
import dev.slipway.featureserver.codec.Rfc3339;
import dev.slipway.workload.failure.Failure;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a run has counted so far; it outlives the run, so that a run that fails can tell what it did. */
public final class Tally {
    private final String view;
    private final Clock clock;
    private final Instant start;
    private final long startNanos = System.nanoTime();
    private final Map<String, Rules.Verdict> verdicts = new LinkedHashMap<>();
    private Optional<Progress> progress = Optional.empty();
    private Optional<String> quarantineTable = Optional.empty();
    private long read;
    private long written;
    private long older;
    private long late;
    private long quarantined;
    private long newest = EventTimes.NONE;

    /** Nothing yet. */
    public Tally(String view, Clock clock) {
        this.view = view;
        this.clock = clock;
        this.start = clock.instant();
    }

    /** When the run began: its present. */
    Instant start() {
        return start;
    }

    /** Forgets what a run counted that has to be done again. */
    void again() {
        verdicts.clear();
        read = 0;
        written = 0;
        older = 0;
        late = 0;
        newest = EventTimes.NONE;
    }

    void add(RowStream stream) {
        read += stream.read();
        written += stream.written();
        older += stream.older();
        late += stream.late();
        newest = Math.max(newest, stream.newest());
    }

    void judged(List<Rules.Verdict> found) {
        // Of several chunks, the one in which a rule failed is told.
        found.forEach(
                verdict -> verdicts.merge(verdict.rule(), verdict, (before, now) -> before.passed() ? now : before));
    }

    void setApart(long rows, String table) {
        quarantined += rows;
        quarantineTable = Optional.of(table.replace("\"", ""));
    }

    /** What is remembered now. */
    void saved(Progress now) {
        progress = Optional.of(now);
    }

    long written() {
        return written;
    }

    /** The newest event time read, as text; empty where nothing was. */
    String newest() {
        if (newest == EventTimes.NONE) {
            return "";
        }
        ByteSink text = new ByteSink(32);
        Rfc3339.write(text, newest);
        return new String(text.toByteArray(), StandardCharsets.US_ASCII);
    }

    /** What is told of a run that succeeded. */
    public Summary summary() {
        return summary(Optional.empty());
    }

    /** What is told of a run that failed. */
    public Summary summary(Failure failure) {
        return summary(Optional.of(failure));
    }

    private Summary summary(Optional<Failure> failure) {
        Duration took = Duration.ofNanos(System.nanoTime() - startNanos);
        return new Summary(
                view,
                failure,
                start,
                clock.instant(),
                took.toMillis(),
                progress,
                new Summary.Rows(read, written, older, late, quarantined),
                quarantineTable,
                List.copyOf(verdicts.values()));
    }
}

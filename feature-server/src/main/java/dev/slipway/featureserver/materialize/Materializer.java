package dev.slipway.featureserver.materialize;

import dev.slipway.featureserver.config.ViewConfig;
import dev.slipway.featureserver.config.ViewConfig.Source;
import dev.slipway.featureserver.failure.Reason;
import dev.slipway.featureserver.ingest.RowScript;
import dev.slipway.featureserver.offline.SourceConnection;
import dev.slipway.featureserver.offline.SourceFailure;
import dev.slipway.featureserver.plan.Catalog;
import dev.slipway.featureserver.plan.ViewPlan;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Materialises one view. New rows are found by the order in which they were written, not by their event time, so that a row
 * that comes late is found; what has been read is remembered after Redis has it, so that a run that dies is simply run
 * again. Rows of the future wait until their time has come.
 */
public final class Materializer {
    private static final int ATTEMPTS = 3;

    private final Catalog catalog;
    private final Vertx vertx;
    private final Clock clock;

    /** For the views of a catalog. */
    public Materializer(Catalog catalog, Vertx vertx, Clock clock) {
        this.catalog = catalog;
        this.vertx = vertx;
        this.clock = clock;
    }

    /** What is new since the last run, or everything where the view says so. */
    public Summary incremental(String viewName) throws FailureException, InterruptedException {
        return incremental(viewName, Instant.MAX, new Tally(viewName, clock));
    }

    /** The same, of rows whose event time is at most {@code end}; those after it wait as those of the future do. */
    public Summary incremental(String viewName, Instant end) throws FailureException, InterruptedException {
        return incremental(viewName, end, new Tally(viewName, clock));
    }

    /** The same; what has been counted is in the tally, even where the run fails. */
    public Summary incremental(String viewName, Instant end, Tally tally)
            throws FailureException, InterruptedException {
        return run(viewName, tally, (run, view, commit, progress) -> {
            Instant now = tally.start();
            Instant last = end.isBefore(now) ? end : now;
            Optional<Instant> from = view.materialization().backfillFrom();
            if (!view.ttl().isZero()) {
                Instant alive = now.minus(view.ttl());
                from = Optional.of(from.filter(alive::isBefore).orElse(alive));
            }
            Optional<String> since = view.materialization().full() ? Optional.empty() : run.since(progress);
            Selection selection = run.upTo(last).from(from).since(since);
            String cursor = run.cursorAfter(selection);
            Progress wrote = run.write(selection, progress);
            return wrote.advanced(
                    now.toEpochMilli(),
                    cursor.isEmpty() ? progress.cursor() : cursor,
                    view.materialization().lateness().toMillis(),
                    run.transactions());
        });
    }

    /** Rows of a window of event time, chunk by chunk; a run that died goes on at its chunk. */
    public Summary window(String viewName, Instant start, Instant end, Duration chunk)
            throws FailureException, InterruptedException {
        return window(viewName, start, end, chunk, new Tally(viewName, clock));
    }

    /** The same; what has been counted is in the tally, even where the run fails. */
    public Summary window(String viewName, Instant start, Instant end, Duration chunk, Tally tally)
            throws FailureException, InterruptedException {
        return run(viewName, tally, (run, view, commit, progress) -> {
            Instant last = end.isAfter(tally.start()) ? tally.start() : end;
            Progress now = progress;
            String name = start + "/" + end + " ";
            Instant from = progress.backfilled().startsWith(name)
                    ? Instant.parse(progress.backfilled().substring(name.length()))
                    : start;
            while (!from.isAfter(last)) {
                Instant to = from.plus(chunk).isBefore(last) ? from.plus(chunk) : last;
                now = run.write(chunk(run, view, from, to, tally.start()), now);
                from = to.equals(last) ? last.plusNanos(1000) : to;
                now = now.backfilledTo(name + from);
                commit.commit(now);
            }
            return now.backfilledTo("");
        });
    }

    /** With aggregations, a chunk says which rows have changed, and entities get their values of now. */
    private static Selection chunk(MaterializationRun run, ViewConfig view, Instant from, Instant to, Instant now)
            throws FailureException {
        Selection window = run.upTo(to).from(Optional.of(from));
        return view.aggregations().isEmpty()
                ? window
                : run.upTo(now)
                        .since(Optional.of(
                                window.time() + " BETWEEN '" + from + "'::timestamptz AND '" + to + "'::timestamptz"));
    }

    /** What is done between taking the lease and saving the progress. */
    private interface Work {
        Progress run(MaterializationRun run, ViewConfig view, Commit commit, Progress progress)
                throws FailureException, SQLException, InterruptedException, RowsLostException;
    }

    /** Makes what was done so far stay: first in PostgreSQL, then in Redis, which alone says how far the run has come. */
    private interface Commit {
        void commit(Progress progress) throws FailureException, SQLException, InterruptedException, RowsLostException;
    }

    private Summary run(String viewName, Tally tally, Work work) throws FailureException, InterruptedException {
        ViewPlan view = catalog.view(viewName)
                .orElseThrow(() -> new FailureException(
                        CommonReason.InvalidConfig, "The configuration has no view '%s'.".formatted(viewName)));
        Source source = view.config()
                .source()
                .orElseThrow(() -> new FailureException(
                        CommonReason.InvalidConfig, "The view '%s' has no source to read from.".formatted(viewName)));
        for (int attempt = 1; ; attempt++) {
            try {
                return run(view, source, tally, work);
            } catch (RowsLostException e) {
                if (attempt == ATTEMPTS) {
                    throw new FailureException(
                            Reason.OnlineStoreUnreachable,
                            "Redis was replaced by another server in each of %d attempts; rows may be lost, and none counts as written."
                                    .formatted(ATTEMPTS),
                            e);
                }
                tally.again();
            }
        }
    }

    private Summary run(ViewPlan view, Source source, Tally tally, Work work)
            throws FailureException, InterruptedException, RowsLostException {
        try (OnlineStore store = OnlineStore.connect(vertx, catalog.config().redis());
                Lease lease = Lease.take(store, view.config())) {
            Progress before = lease.progress();
            tally.saved(before);
            try (Connection connection = SourceConnection.open(Path.of(source.credentialsDirectory()))) {
                RowScript script = new RowScript(view, catalog.keyLifeMillis(view));
                MaterializationRun run = new MaterializationRun(view, store, lease, connection, script, tally);
                Commit commit = progress -> {
                    connection.commit();
                    lease.save(progress);
                    tally.saved(progress);
                };
                commit.commit(work.run(run, view.config(), commit, before));
                return tally.summary();
            }
        } catch (SQLException e) {
            throw SourceFailure.of(
                    e, "the source of view '%s'".formatted(view.config().name()));
        }
    }
}

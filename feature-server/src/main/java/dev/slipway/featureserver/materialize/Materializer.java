package dev.slipway.featureserver.materialize;

import dev.slipway.featureserver.codec.ByteSink;
import dev.slipway.featureserver.codec.EventTimes;
import dev.slipway.featureserver.codec.Rfc3339;
import dev.slipway.featureserver.config.ViewConfig;
import dev.slipway.featureserver.config.ViewConfig.OnFailure;
import dev.slipway.featureserver.config.ViewConfig.Source;
import dev.slipway.featureserver.failure.Reason;
import dev.slipway.featureserver.ingest.RowScript;
import dev.slipway.featureserver.offline.SourceColumns;
import dev.slipway.featureserver.offline.SourceConnection;
import dev.slipway.featureserver.offline.SourceFailure;
import dev.slipway.featureserver.plan.Catalog;
import dev.slipway.featureserver.plan.ViewPlan;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Materialises one view. New rows are found by the order in which they were written, not by their event time, so that a row
 * that comes late is found; what has been read is remembered after Redis has it, so that a run that dies is simply run
 * again. Rows of the future wait until their time has come.
 */
public final class Materializer {
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
        return run(viewName, (run, progress) -> {
            ViewConfig view = run.view.config();
            Optional<Instant> from = view.materialization().backfillFrom();
            if (!view.ttl().isZero()) {
                Instant alive = run.now.minus(view.ttl());
                from = Optional.of(from.filter(alive::isBefore).orElse(alive));
            }
            Optional<String> since = view.materialization().full() ? Optional.empty() : run.since(progress);
            Selection selection = new Selection(view, run.columns, from, run.now, since, Optional.empty());
            String cursor = run.cursorAfter(selection);
            run.write(selection, progress);
            long settled = run.now.minus(view.materialization().lateness()).toEpochMilli();
            String next = cursor.isEmpty() ? progress.cursor() : cursor;
            return progress.advanced(run.now.toEpochMilli(), next, run.watermark(), run.written, settled);
        });
    }

    /** Rows of a window of event time, chunk by chunk; a run that died goes on at its chunk. */
    public Summary window(String viewName, Instant start, Instant end, Duration chunk)
            throws FailureException, InterruptedException {
        return run(viewName, (run, progress) -> {
            Instant last = end.isAfter(run.now) ? run.now : end;
            Progress now = progress;
            String name = start + "/" + end + " ";
            Instant from = progress.backfilled().startsWith(name)
                    ? Instant.parse(progress.backfilled().substring(name.length()))
                    : start;
            while (!from.isAfter(last)) {
                Instant to = from.plus(chunk).isBefore(last) ? from.plus(chunk) : last;
                long before = run.written;
                run.write(
                        new Selection(
                                run.view.config(),
                                run.columns,
                                Optional.of(from),
                                to,
                                Optional.empty(),
                                Optional.empty()),
                        now);
                from = to.equals(last) ? last.plusNanos(1000) : to;
                now = now.backfilledTo(name + from, run.watermark(), run.written - before);
                run.connection.commit();
                run.lease.save(now);
            }
            return now.backfilledTo("", run.watermark(), 0);
        });
    }

    /** What is done between taking the lease and saving the progress. */
    private interface Work {
        Progress run(Run run, Progress progress) throws FailureException, SQLException, InterruptedException;
    }

    private Summary run(String viewName, Work work) throws FailureException, InterruptedException {
        long start = System.nanoTime();
        ViewPlan view = catalog.view(viewName)
                .orElseThrow(() -> new FailureException(
                        CommonReason.InvalidConfig, "The configuration has no view '%s'.".formatted(viewName)));
        Source source = view.config()
                .source()
                .orElseThrow(() -> new FailureException(
                        CommonReason.InvalidConfig, "The view '%s' has no source to read from.".formatted(viewName)));
        try (OnlineStore store = OnlineStore.connect(vertx, catalog.config().redis());
                Lease lease = Lease.take(store, view.config());
                Connection connection = SourceConnection.open(Path.of(source.credentialsDirectory()))) {
            Run run = new Run(view, store, lease, connection, clock.instant());
            SourceColumns.check(view.config(), run.columns);
            Progress progress = work.run(run, lease.progress());
            connection.commit();
            lease.save(progress);
            return run.summary(progress, (System.nanoTime() - start) / 1_000_000);
        } catch (SQLException e) {
            throw SourceFailure.of(e, "the source of view '%s'".formatted(viewName));
        }
    }

    /** One run and what it has counted. */
    private final class Run {
        private final ViewPlan view;
        private final OnlineStore store;
        private final Lease lease;
        private final Connection connection;
        private final SourceColumns columns;
        private final RowScript script;
        private final Instant now;
        private final List<Rules.Verdict> verdicts = new ArrayList<>();
        private long read;
        private long written;
        private long older;
        private long late;
        private long quarantined;
        private long newest = EventTimes.NONE;

        Run(ViewPlan view, OnlineStore store, Lease lease, Connection connection, Instant now) throws SQLException {
            this.view = view;
            this.store = store;
            this.lease = lease;
            this.connection = connection;
            this.now = now;
            this.columns = SourceColumns.read(connection, view.config().source().orElseThrow());
            this.script = new RowScript(view, catalog.keyLifeMillis(view));
        }

        /** The condition for rows that may be new. */
        Optional<String> since(Progress progress) throws FailureException {
            Duration lateness = view.config().materialization().lateness();
            Selection any = selection();
            String field = any.cursorField();
            Optional<String> cursor = any.byEventTime() || columns.isTime(field)
                    ? Optional.of(progress.cursor()).filter(text -> !text.isEmpty())
                    : progress.settled(now.minus(lateness).toEpochMilli());
            if (cursor.isEmpty()) {
                return Optional.empty();
            }
            String column = columns.column(field);
            String literal = Rules.literal(cursor.get()) + "::" + columns.type(field);
            return Optional.of(
                    columns.isTime(field)
                            ? column + " >= " + literal + " - interval '" + lateness.toMillis() + " milliseconds'"
                            : column + " >= " + literal);
        }

        /** The cursor once these rows are written: the newest row's, or that of the first row whose time is to come. */
        String cursorAfter(Selection selection) throws SQLException, FailureException {
            String field = columns.column(selection.cursorField());
            String time = columns.time(selection.source().timestampField());
            String future = time + " > " + Rules.literal(now.toString()) + "::timestamptz";
            String scope = selection.since().map(since -> " WHERE " + since).orElse("");
            String relation = selection.source().relation() + " AS s" + scope;
            String query = selection.byEventTime()
                    ? "SELECT max(%s) FILTER (WHERE NOT (%s)) FROM %s".formatted(field, future, relation)
                    : "SELECT coalesce(min(%s) FILTER (WHERE %s), max(%s)) FROM %s"
                            .formatted(field, future, field, relation);
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(query)) {
                row.next();
                String cursor = row.getString(1);
                return cursor == null ? "" : cursor;
            }
        }

        void write(Selection selection, Progress progress) throws SQLException, FailureException, InterruptedException {
            Selection accepted = validated(selection);
            long lateBefore = progress.watermark().isEmpty()
                    ? EventTimes.NONE
                    : EventTimes.of(Instant.parse(progress.watermark()).getEpochSecond(), 0);
            RowStream stream = new RowStream(view, accepted, script, store, lease, lateBefore);
            stream.copy(connection, accepted.latest());
            read += stream.read();
            written += stream.written();
            older += stream.older();
            late += stream.late();
            newest = Math.max(newest, stream.newest());
        }

        private Selection validated(Selection selection) throws SQLException, FailureException {
            Rules rules = new Rules(selection);
            List<Rules.Verdict> found = rules.evaluate(connection);
            verdicts.addAll(found);
            List<Rules.Verdict> failed =
                    found.stream().filter(verdict -> !verdict.passed()).toList();
            OnFailure onFailure = view.config().validation().onFailure();
            if (failed.isEmpty() || onFailure == OnFailure.Warn) {
                return selection;
            }
            Optional<String> reason = rules.quarantine() ? rules.reason(found) : Optional.empty();
            if (reason.isEmpty()) {
                Rules.Verdict first = failed.getFirst();
                throw new FailureException(
                        Reason.ValidationFailed,
                        "Rule %s failed: %s. Nothing was written.".formatted(first.rule(), first.message()));
            }
            quarantined += rules.setApart(connection, reason.get());
            return selection.without(reason.get() + " IS NOT NULL");
        }

        private Selection selection() {
            return new Selection(view.config(), columns, Optional.empty(), now, Optional.empty(), Optional.empty());
        }

        String watermark() {
            if (newest == EventTimes.NONE) {
                return "";
            }
            ByteSink text = new ByteSink(32);
            Rfc3339.write(text, newest);
            return new String(text.toByteArray(), StandardCharsets.US_ASCII);
        }

        Summary summary(Progress progress, long millis) {
            return new Summary(
                    view.name(),
                    read,
                    written,
                    older,
                    late,
                    quarantined,
                    progress.rows(),
                    progress.cursor(),
                    progress.watermark(),
                    millis,
                    List.copyOf(verdicts));
        }
    }
}

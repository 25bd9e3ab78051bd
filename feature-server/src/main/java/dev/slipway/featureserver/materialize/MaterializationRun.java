package dev.slipway.featureserver.materialize;

import dev.slipway.featureserver.codec.EventTimes;
import dev.slipway.featureserver.config.ViewConfig;
import dev.slipway.featureserver.config.ViewConfig.OnFailure;
import dev.slipway.featureserver.failure.Reason;
import dev.slipway.featureserver.ingest.RowScript;
import dev.slipway.featureserver.offline.SourceColumns;
import dev.slipway.featureserver.plan.ViewPlan;
import dev.slipway.workload.failure.FailureException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One run of one view: what it reads, judges and writes. */
final class MaterializationRun {
    private final ViewPlan view;
    private final OnlineStore store;
    private final Lease lease;
    private final Connection connection;
    private final SourceColumns columns;
    private final RowScript script;
    private final Tally tally;

    MaterializationRun(
            ViewPlan view, OnlineStore store, Lease lease, Connection connection, RowScript script, Tally tally)
            throws SQLException, FailureException {
        this.view = view;
        this.store = store;
        this.lease = lease;
        this.connection = connection;
        this.script = script;
        this.tally = tally;
        this.columns = SourceColumns.read(connection, config().source().orElseThrow());
        SourceColumns.check(config(), columns);
    }

    private ViewConfig config() {
        return view.config();
    }

    /** Which transactions of PostgreSQL this run can see. */
    Transactions transactions() throws SQLException {
        return Transactions.of(connection);
    }

    Selection upTo(Instant end) {
        return Selection.upTo(config(), columns, end, tally.start());
    }

    /** The condition for rows that may be new. */
    Optional<String> since(Progress progress) throws SQLException, FailureException {
        Duration lateness = config().materialization().lateness();
        Selection any = upTo(tally.start());
        String field = any.cursorField();
        // A time says itself how old it is; what lateness means is taken off it below.
        boolean time = columns.isTime(field);
        Optional<String> cursor = progress.settled(time ? 0 : lateness.toMillis(), transactions());
        if (cursor.isEmpty()) {
            return Optional.empty();
        }
        String column = columns.column(field);
        String literal = Rules.literal(cursor.get()) + "::" + columns.type(field);
        return Optional.of(
                time
                        ? column + " >= " + literal + " - interval '" + lateness.toMillis() + " milliseconds'"
                        : column + " >= " + literal);
    }

    /**
     * The cursor once these rows are written: the newest row's, or that of the first row that does not count yet. A cursor
     * of time never runs ahead of the clock: one row of the year 2099 would else hide every other.
     */
    String cursorAfter(Selection selection) throws SQLException, FailureException {
        String field = columns.column(selection.cursorField());
        String pending = selection.pending();
        String scope = selection.since().map(since -> " WHERE " + since).orElse("");
        String relation = columns.from() + scope;
        String newest = selection.byEventTime()
                ? "max(%s) FILTER (WHERE NOT (%s))".formatted(field, pending)
                : "coalesce(min(%s) FILTER (WHERE %s), max(%s))".formatted(field, pending, field);
        String cursor = columns.isTime(selection.cursorField())
                ? "least(%s, '%s'::timestamptz)".formatted(newest, selection.now())
                : newest;
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT " + cursor + " FROM " + relation)) {
            row.next();
            String text = row.getString(1);
            return text == null ? "" : text;
        }
    }

    /** Writes what is selected; the progress with what was counted, and with the tiles where the view has some. */
    Progress write(Selection selection, Progress progress)
            throws SQLException, FailureException, InterruptedException, RowsLostException {
        Selection accepted = judged(selection);
        long writtenBefore = tally.written();
        Progress now = progress;
        RowStream stream;
        if (config().aggregations().isEmpty()) {
            stream = stream(selection, lateBefore(progress));
            stream.copy(connection, accepted.latest());
        } else {
            AggregatedRows rows = new AggregatedRows(connection, accepted);
            now = now.withTiles(Optional.of(rows.prepare(progress.tiles())));
            stream = stream(selection, EventTimes.NONE);
            stream.copy(connection, judged(rows.query()));
        }
        tally.add(stream);
        return counted(selection, now.wrote(tally.written() - writtenBefore, tally.newest()), stream);
    }

    private RowStream stream(Selection selection, long lateBefore) {
        return new RowStream(view, selection, script, store, lease, lateBefore);
    }

    private static long lateBefore(Progress progress) {
        return progress.watermark().isEmpty()
                ? EventTimes.NONE
                : EventTimes.of(Instant.parse(progress.watermark()).getEpochSecond(), 0);
    }

    /** How many entities there are within the ttl: known where all were read, or counted up; else counted by PostgreSQL. */
    private Progress counted(Selection selection, Progress progress, RowStream stream)
            throws SQLException, FailureException {
        Duration ttl = config().ttl();
        boolean everything = selection.since().isEmpty() && (selection.from().isEmpty() || !ttl.isZero());
        if (everything && selection.to().equals(selection.now())) {
            return progress.withEntities(Optional.of(stream.read()));
        }
        if (ttl.isZero()) {
            return progress.withEntities(progress.entities().map(before -> before + stream.created()));
        }
        Selection alive = upTo(tally.start()).from(Optional.of(tally.start().minus(ttl)));
        return progress.withEntities(Optional.of(count(
                "SELECT 1 FROM " + columns.from() + " WHERE " + alive.where() + Rules.groupBy(config(), columns))));
    }

    private long count(String rows) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM (" + rows + ") AS counted")) {
            row.next();
            return row.getLong(1);
        }
    }

    /** The rules about rows of the source, before anything is written. */
    private Selection judged(Selection selection) throws SQLException, FailureException {
        Rules rules = Rules.ofSource(selection);
        Optional<String> reason = judge(rules);
        return reason.map(why -> selection.without(why + " IS NOT NULL")).orElse(selection);
    }

    /** The rules about computed values; the query of the rows that are written. */
    private String judged(String query) throws SQLException, FailureException {
        if (!Rules.aboutOutput(config())) {
            return query;
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TEMPORARY TABLE slipway_rows ON COMMIT DROP AS " + query);
        }
        Optional<String> reason = judge(Rules.ofOutput(config(), "pg_temp.slipway_rows"));
        return "SELECT * FROM pg_temp.slipway_rows AS s"
                + reason.map(why -> " WHERE " + why + " IS NULL").orElse("");
    }

    /** Why rows are to be left out, as SQL that says the rule; nothing where all are written. */
    private Optional<String> judge(Rules rules) throws SQLException, FailureException {
        List<Rules.Verdict> found = rules.evaluate(connection);
        tally.judged(found);
        List<Rules.Verdict> failed =
                found.stream().filter(verdict -> !verdict.passed()).toList();
        OnFailure onFailure = config().validation().onFailure();
        if (failed.isEmpty() || onFailure == OnFailure.Warn) {
            return Optional.empty();
        }
        Optional<String> reason = onFailure == OnFailure.Quarantine ? rules.reason(found) : Optional.empty();
        if (reason.isEmpty()) {
            Rules.Verdict first = failed.getFirst();
            throw new FailureException(
                    Reason.ValidationFailed,
                    "Rule %s failed: %s. Nothing was written.".formatted(first.rule(), first.message()));
        }
        tally.setApart(
                rules.setApart(connection, reason.get()), config().validation().quarantineTable());
        return reason;
    }
}

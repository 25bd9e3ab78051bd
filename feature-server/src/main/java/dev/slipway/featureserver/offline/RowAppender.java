package dev.slipway.featureserver.offline;

import dev.slipway.featureserver.config.Identifiers;
import dev.slipway.featureserver.config.ViewConfig;
import dev.slipway.featureserver.config.ViewConfig.Source;
import dev.slipway.workload.failure.FailureException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Adds rows to the tables that views are materialized from: all rows of a request in one transaction, or none. On threads of
 * its own, since a database may let one wait.
 */
public final class RowAppender implements AutoCloseable {
    private static final int WORKERS = 4;
    private static final int MOST_WAITING = 256;
    private static final int NETWORK_MILLIS = 15_000;
    private static final int STATEMENT_SECONDS = 10;
    private static final int MOST_STATEMENTS = 1000;

    private final ThreadPoolExecutor workers;
    private final IdleConnections idle = new IdleConnections();
    private final Map<ViewConfig, String> statements = new ConcurrentHashMap<>();

    /** No connections yet. */
    public RowAppender() {
        workers = new ThreadPoolExecutor(
                WORKERS, WORKERS, 30, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MOST_WAITING), RowAppender::thread);
        workers.allowCoreThreadTimeOut(true);
    }

    /**
     * Adds rows; then tells, on a thread of its own, why none of them were added.
     *
     * @param view whose source is a table
     * @param rows a list of objects in JSON, whose fields are columns of the table
     */
    public void append(ViewConfig view, String rows, Consumer<Optional<AppendException>> done) {
        try {
            workers.execute(() -> done.accept(appended(view, rows)));
        } catch (RejectedExecutionException e) {
            done.accept(Optional.of(new AppendException(
                    AppendException.Kind.AWAY,
                    "%d pushes wait for PostgreSQL already; push again later.".formatted(MOST_WAITING))));
        }
    }

    private Optional<AppendException> appended(ViewConfig view, String rows) {
        try {
            Source source = view.source().orElseThrow();
            Path credentials = Path.of(source.credentialsDirectory());
            Connection connection = idle.take(credentials);
            boolean whole = false;
            try {
                connection.setNetworkTimeout(Runnable::run, NETWORK_MILLIS);
                insert(connection, view, source, rows);
                connection.commit();
                whole = true;
            } finally {
                if (whole) {
                    idle.give(credentials, connection);
                } else {
                    IdleConnections.drop(connection);
                }
            }
            return Optional.empty();
        } catch (AppendException e) {
            return Optional.of(e);
        } catch (SQLException e) {
            statements.remove(view);
            return Optional.of(AppendException.of(e));
        } catch (FailureException e) {
            statements.remove(view);
            return Optional.of(AppendException.of(e));
        } catch (RuntimeException e) {
            return Optional.of(new AppendException(AppendException.Kind.MISMATCH, "The push met a defect: " + e));
        }
    }

    private void insert(Connection connection, ViewConfig view, Source source, String rows)
            throws SQLException, FailureException, AppendException {
        String sql = statements.get(view);
        if (sql == null) {
            sql = statement(SourceColumns.read(connection, source), view, source);
            if (statements.size() >= MOST_STATEMENTS) {
                statements.clear();
            }
            statements.put(view, sql);
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setQueryTimeout(STATEMENT_SECONDS);
            statement.setString(1, rows);
            try (ResultSet added = statement.executeQuery()) {
                while (added.next()) {
                    if (added.getBoolean(1)) {
                        throw new AppendException(
                                AppendException.Kind.MISMATCH,
                                "The column '%s' (cursorField) of %s stays null in a new row, so that no materialization would find it. Give it a default, as GENERATED ALWAYS AS IDENTITY."
                                        .formatted(
                                                source.cursorField().orElse(""), Identifiers.plain(source.relation())));
                    }
                }
            }
        }
    }

    /** PostgreSQL brings each field into its column's type; columns that a row does not have get their defaults. */
    private static String statement(SourceColumns columns, ViewConfig view, Source source) throws FailureException {
        SourceColumns.check(view, columns);
        columns.time(source.timestampField());
        List<String> names = new ArrayList<>();
        view.entities().forEach(key -> names.add(columns.sourceName(key.name())));
        view.columnFeatures().forEach(feature -> names.add(columns.sourceName(feature.name())));
        names.add(columns.sourceName(source.timestampField()));
        List<String> quoted = names.stream().distinct().map(Identifiers::quote).toList();
        String created = source.createdField()
                .filter(field -> !names.contains(columns.sourceName(field)))
                .map(field -> ", " + Identifiers.quote(columns.sourceName(field)))
                .orElse("");
        String unfound = source.cursorField()
                .map(field -> Identifiers.quote(columns.sourceName(field)) + " IS NULL")
                .orElse("false");
        return "INSERT INTO " + source.relation() + " (" + String.join(", ", quoted) + created + ") SELECT r."
                + String.join(", r.", quoted) + (created.isEmpty() ? "" : ", clock_timestamp()")
                + " FROM json_populate_recordset(NULL::" + source.relation() + ", ?::json) AS r RETURNING " + unfound;
    }

    private static Thread thread(Runnable work) {
        return Thread.ofPlatform().name("offline-push").daemon().unstarted(work);
    }

    @Override
    public void close() {
        workers.shutdown();
        idle.close();
    }
}

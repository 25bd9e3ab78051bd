package dev.slipway.modelserver.predictionlog;

import dev.slipway.modelserver.predictionlog.RowLayout.Column;
import dev.slipway.workload.socket.WatchfulSocketFactory;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.postgresql.Driver;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** One connection and what has been made sure through it: the table, its partitions, who writes. */
final class LogSession implements AutoCloseable {
    /** It asks for a few names and numbers. Noise that reads as a message of gigabytes would end the process. */
    private static final int LONGEST_MESSAGE = 1 << 20;

    private final Connection connection;
    private final DatabaseCredentials credentials;
    private final TableKeeper.Kept table;
    private final Partitions partitions;
    private final WriterMark mark;
    private final String copy;
    private final long lastBatch;

    private LogSession(
            Connection connection,
            DatabaseCredentials credentials,
            RowLayout layout,
            LogSettings settings,
            WriterMark mark,
            Instant now)
            throws SQLException, TypeConflictException {
        this.connection = connection;
        this.credentials = credentials;
        this.mark = mark;
        this.table = new TableKeeper(layout, settings.table()).ensure(connection);
        this.partitions = new Partitions(table.name(), settings.retention());
        this.lastBatch = mark.claim(connection, table.name());
        this.copy = "COPY " + table.name().sql()
                + layout.columns().stream()
                        .map(Column::name)
                        .map(TableName::quote)
                        .collect(Collectors.joining(", ", " (", ")"))
                + " FROM STDIN (FORMAT binary)";
        upkeep(now);
    }

    /** Connects with the credentials as they are now. */
    static LogSession open(
            RowLayout layout, LogSettings settings, WriterMark mark, WriterPace pace, Instant now, Opened opened)
            throws SQLException, TypeConflictException {
        DatabaseCredentials credentials = DatabaseCredentials.read(settings.credentials());
        Properties properties = credentials.properties();
        properties.setProperty("ApplicationName", "slipway-prediction-log");
        properties.setProperty("connectTimeout", seconds(pace.connect().toSeconds()));
        properties.setProperty("loginTimeout", seconds(pace.connect().toSeconds()));
        properties.setProperty("socketTimeout", seconds(pace.answer().toSeconds()));
        WatchfulSocketFactory.into(properties, LONGEST_MESSAGE);
        properties.setProperty(
                "options",
                "-c lock_timeout=" + pace.answer().toMillis() / 2 + " -c timezone=UTC -c statement_timeout=0");
        Connection connection = new Driver().connect(credentials.jdbcUrl(), properties);
        if (connection == null) {
            throw new SQLException("The Secret's host, port and database make no address.");
        }
        opened.to(connection);
        try {
            return new LogSession(connection, credentials, layout, settings, mark, now);
        } catch (SQLException | TypeConflictException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** Told of a connection as soon as there is one, so that another thread can break it. */
    interface Opened {
        void to(Connection connection);
    }

    private static String seconds(long seconds) {
        return String.valueOf(Math.max(1, seconds));
    }

    /** The last batch of this process that is in the table. */
    long lastBatch() {
        return lastBatch;
    }

    /** Whether the table has partitions, without which nothing is dropped by age. */
    boolean partitioned() {
        return table.partitioned();
    }

    String tableName() {
        return table.name().sql();
    }

    /** Makes partitions ahead, drops old ones. */
    void upkeep(Instant now) throws SQLException {
        if (table.partitioned()) {
            partitions.forget();
            partitions.ensure(connection, now, Set.of());
            partitions.expire(connection, now);
        }
        WriterMark.forgetOld(connection, table.name());
    }

    boolean stillValid(LogSettings settings) throws SQLException {
        return credentials.equals(DatabaseCredentials.read(settings.credentials()));
    }

    /**
     * Writes segments in one transaction.
     *
     * @param moved told of each step that the database has taken
     * @return rows that were left out, since their records were never finished
     */
    long write(List<Segment> segments, long batch, RowEncoder encoder, Instant now, Runnable moved)
            throws SQLException {
        if (table.partitioned()) {
            partitions.ensure(connection, now, days(segments));
        }
        moved.run();
        connection.setAutoCommit(false);
        mark.mark(connection, table.name(), batch);
        moved.run();
        long leftOut = copy(segments, encoder, moved);
        moved.run();
        connection.commit();
        connection.setAutoCommit(true);
        return leftOut;
    }

    private long copy(List<Segment> segments, RowEncoder encoder, Runnable moved) throws SQLException {
        CopyIn in = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(copy);
        long leftOut = 0;
        CopyStream out = new CopyStream((bytes, offset, length) -> {
            in.writeToCopy(bytes, offset, length);
            moved.run();
        });
        out.begin();
        for (Segment segment : segments) {
            leftOut += encoder.encode(segment.written(), out);
        }
        out.end();
        in.endCopy();
        return leftOut;
    }

    private static Set<LocalDate> days(List<Segment> segments) {
        Set<LocalDate> days = new TreeSet<>();
        long lastDay = Long.MIN_VALUE;
        for (Segment segment : segments) {
            ByteBuffer records = segment.written();
            for (int offset = 0; offset < records.limit(); offset += records.getInt(offset)) {
                long micros = records.getLong(offset + LogRecord.ARRIVAL);
                long day = Math.floorDiv(micros, TimeUnit.DAYS.toMicros(1));
                if (day != lastDay && records.getInt(offset + LogRecord.STATE) == LogRecord.WHOLE) {
                    days.add(LocalDate.ofEpochDay(day));
                    lastDay = day;
                }
            }
        }
        return days;
    }

    /** The process ends in order. */
    void leave() throws SQLException {
        mark.leave(connection, table.name());
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // It is gone either way.
            return;
        }
    }
}

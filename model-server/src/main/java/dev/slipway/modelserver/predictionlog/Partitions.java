package dev.slipway.modelserver.predictionlog;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * One partition a day, UTC. They are made two days ahead, so that a day's first row finds its own; a day that has passed
 * out of the retention is dropped whole. Only partitions named as this class names them are ever dropped.
 */
final class Partitions {
    private static final int DAYS_AHEAD = 2;
    private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;

    private final TableName table;
    private final Duration retention;
    private final Set<LocalDate> known = new TreeSet<>();

    Partitions(TableName table, Duration retention) {
        this.table = table;
        this.retention = retention;
    }

    static LocalDate dayOf(Instant moment) {
        return LocalDate.ofInstant(moment, ZoneOffset.UTC);
    }

    /** Partitions of today and the days ahead, and of {@code days}; the connection must not be in a transaction. */
    void ensure(Connection connection, Instant now, Collection<LocalDate> days) throws SQLException {
        Set<LocalDate> wanted = new TreeSet<>(days);
        for (int ahead = 0; ahead <= DAYS_AHEAD; ahead++) {
            wanted.add(dayOf(now).plusDays(ahead));
        }
        if (known.containsAll(wanted)) {
            return;
        }
        wanted.removeAll(existing(connection));
        if (!wanted.isEmpty()) {
            locked(connection, () -> {
                wanted.removeAll(existing(connection));
                for (LocalDate day : wanted) {
                    create(connection, day);
                }
            });
        }
        known.clear();
        known.addAll(existing(connection));
    }

    /** Drops what is older than the retention; how many days were dropped. */
    int expire(Connection connection, Instant now) throws SQLException {
        List<LocalDate> expired = new ArrayList<>();
        for (LocalDate day : existing(connection)) {
            Instant end = day.plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC);
            if (!end.isAfter(now.minus(retention))) {
                expired.add(day);
            }
        }
        if (expired.isEmpty()) {
            return 0;
        }
        locked(connection, () -> {
            for (LocalDate day : expired) {
                TableKeeper.execute(
                        connection,
                        "DROP TABLE IF EXISTS " + table.partition(day).sql());
                known.remove(day);
            }
        });
        return expired.size();
    }

    /** Forgets what is known, after somebody else changed the table. */
    void forget() {
        known.clear();
    }

    /** A table of its own that is attached then: that lets readers and writers of the others go on. */
    private void create(Connection connection, LocalDate day) throws SQLException {
        String partition = table.partition(day).sql();
        TableKeeper.execute(connection, "CREATE TABLE " + partition + " (LIKE " + table.sql() + " INCLUDING DEFAULTS)");
        TableKeeper.execute(
                connection,
                "ALTER TABLE %s ATTACH PARTITION %s FOR VALUES FROM ('%s 00:00:00+00') TO ('%s 00:00:00+00')"
                        .formatted(table.sql(), partition, day, day.plusDays(1)));
    }

    private Set<LocalDate> existing(Connection connection) throws SQLException {
        Set<LocalDate> days = new TreeSet<>();
        String prefix = table.prefix();
        try (PreparedStatement query =
                connection.prepareStatement("SELECT p.relname FROM pg_inherits i JOIN pg_class p ON p.oid = i.inhrelid"
                        + " JOIN pg_class c ON c.oid = i.inhparent JOIN pg_namespace n ON n.oid = c.relnamespace"
                        + " WHERE n.nspname = ? AND c.relname = ? AND p.relnamespace = c.relnamespace")) {
            query.setString(1, table.schema());
            query.setString(2, table.table());
            try (ResultSet result = query.executeQuery()) {
                while (result.next()) {
                    String name = result.getString(1);
                    if (name.startsWith(prefix)) {
                        day(name.substring(prefix.length()), days);
                    }
                }
            }
        }
        return days;
    }

    private static void day(String text, Set<LocalDate> into) {
        try {
            into.add(LocalDate.parse(text, DAY));
        } catch (DateTimeException e) {
            // A partition of the user's, which stays.
            return;
        }
    }

    private interface Work {
        void run() throws SQLException;
    }

    private void locked(Connection connection, Work work) throws SQLException {
        connection.setAutoCommit(false);
        try {
            TableKeeper.lock(connection, table);
            work.run();
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }
}

package dev.slipway.featureserver.aggregate;

import dev.slipway.featureserver.codec.JoinKey;
import dev.slipway.featureserver.codec.Murmur3;
import dev.slipway.featureserver.config.Aggregation;
import dev.slipway.featureserver.config.Identifiers;
import dev.slipway.featureserver.config.ViewConfig;
import dev.slipway.featureserver.offline.SourceColumns;
import dev.slipway.featureserver.offline.SourceKeys;
import dev.slipway.workload.failure.FailureException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/**
 * A view's tiles: partial values of one key and one hop, in a table of PostgreSQL beside the source. A tile is never added
 * to, always computed anew from the rows of its hop, so that doing it twice does no harm. All of it happens in the
 * transaction of the caller, which sees the rows that the cursor of the run tells of.
 */
public final class Tiles {
    private final Connection connection;
    private final ViewConfig view;
    private final SourceColumns columns;
    private final List<JoinKey> keys;
    private final AggregateSql sql;
    private final List<HopGroup> groups;
    private final String table;

    /** Tiles of a view whose keys are numbered in this order. */
    public Tiles(Connection connection, ViewConfig view, SourceColumns columns, List<JoinKey> keys, AggregateSql sql) {
        this.connection = connection;
        this.view = view;
        this.columns = columns;
        this.keys = keys;
        this.sql = sql;
        this.groups = HopGroup.of(view.aggregations());
        this.table = Identifiers.quote(tableName(view));
    }

    /** The name of the table: a readable beginning, and what tells views apart. */
    public static String tableName(ViewConfig view) {
        String identity = view.project() + ":" + view.name();
        String readable = view.name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9_]", "_");
        return "slipway_tiles_%s_%08x"
                .formatted(
                        readable.substring(0, Math.min(32, readable.length())),
                        Murmur3.hash(identity.getBytes(StandardCharsets.UTF_8)));
    }

    /** The table, quoted. */
    public String table() {
        return table;
    }

    /** The groups of aggregations. */
    public List<HopGroup> groups() {
        return groups;
    }

    /**
     * Which filling of the table this is: the word that {@link #rebuild} has given, or nothing where there is no table or
     * one of other aggregations.
     */
    public String epoch() throws SQLException {
        String query = "SELECT obj_description(to_regclass(?), 'pg_class')";
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, table);
            try (ResultSet row = statement.executeQuery()) {
                String comment = row.next() ? row.getString(1) : null;
                String prefix = definition() + " ";
                return comment != null && comment.startsWith(prefix) ? comment.substring(prefix.length()) : "";
            }
        }
    }

    private String definition() {
        return "slipway " + Integer.toHexString((keys + " " + view.aggregations() + " " + view.source()).hashCode());
    }

    /** Makes the table and fills it with what windows that end at {@code time} or later can need. The new epoch. */
    public String rebuild(Instant time, List<String> known) throws SQLException, FailureException {
        String epoch = UUID.randomUUID().toString();
        List<String> definitions = new ArrayList<>(List.of("hop int8 NOT NULL"));
        SourceKeys.definitions(keys).forEach(key -> definitions.add(key + " NOT NULL"));
        definitions.add("start timestamptz NOT NULL");
        definitions.addAll(sql.tileColumns());
        definitions.add("PRIMARY KEY (" + String.join(", ", identity("")) + ")");
        execute("DROP TABLE IF EXISTS " + table);
        execute("CREATE TABLE " + table + " (" + String.join(", ", definitions) + ")");
        execute("COMMENT ON TABLE " + table + " IS '" + definition() + " " + epoch + "'");
        for (HopGroup group : groups) {
            List<String> selected = new ArrayList<>(List.of(group.hop().toSeconds() + "::int8"));
            List<String> grouped = new ArrayList<>();
            for (JoinKey key : keys) {
                selected.add(SourceKeys.value(columns, key));
                grouped.add(SourceKeys.value(columns, key));
            }
            selected.add(hopStart(group));
            grouped.add(hopStart(group));
            selected.addAll(sql.tileValues());
            execute("INSERT INTO " + table + " SELECT " + String.join(", ", selected) + " FROM " + columns.from()
                    + " WHERE " + String.join(" AND ", known) + " AND " + time() + " >= " + oldest(group, time)
                    + " GROUP BY " + String.join(", ", grouped));
        }
        execute("CREATE INDEX ON " + table + " (hop, start)");
        execute("ANALYZE " + table);
        return epoch;
    }

    /** Computes those tiles anew in which rows have changed. */
    public void update(Instant time, List<String> known, String changed) throws SQLException, FailureException {
        List<String> definitions = new ArrayList<>(List.of("hop int8", "start timestamptz"));
        definitions.addAll(1, SourceKeys.definitions(keys));
        execute("CREATE TEMPORARY TABLE slipway_changed (" + String.join(", ", definitions) + ") ON COMMIT DROP");
        for (HopGroup group : groups) {
            List<String> selected = new ArrayList<>(List.of(group.hop().toSeconds() + "::int8"));
            for (JoinKey key : keys) {
                selected.add(SourceKeys.value(columns, key));
            }
            selected.add(hopStart(group));
            // Whatever has changed, excluded or not: an excluded row must leave its tile.
            execute("INSERT INTO pg_temp.slipway_changed SELECT DISTINCT " + String.join(", ", selected) + " FROM "
                    + columns.from() + " WHERE " + changed + " AND " + time() + " >= " + oldest(group, time));
        }
        execute("ANALYZE pg_temp.slipway_changed");
        List<String> same = new ArrayList<>();
        identity("").forEach(column -> same.add("t." + column + " = c." + column));
        execute("DELETE FROM " + table + " AS t USING pg_temp.slipway_changed AS c WHERE "
                + String.join(" AND ", same));
        for (HopGroup group : groups) {
            recompute(group, known);
        }
    }

    private void recompute(HopGroup group, List<String> known) throws SQLException, FailureException {
        List<String> joined = SourceKeys.equal(columns, keys, "c");
        joined.add(time() + " >= c.start");
        joined.add(time() + " < c.start + interval '" + group.hop().toSeconds() + " seconds'");
        joined.addAll(known);
        String identity = String.join(", ", identity("c."));
        execute("INSERT INTO " + table + " SELECT " + identity + ", " + String.join(", ", sql.tileValues())
                + " FROM pg_temp.slipway_changed AS c JOIN " + columns.from() + " ON " + String.join(" AND ", joined)
                + " WHERE c.hop = " + group.hop().toSeconds() + " GROUP BY " + identity);
    }

    /**
     * Puts into {@code slipway_affected} the keys whose values may be others than at the time of the run before: those with
     * changed rows, and those with tiles that windows have come to or left behind.
     */
    public void affected(Instant before, Instant time, String changed) throws SQLException, FailureException {
        List<String> changedKeys = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            changedKeys.add(SourceKeys.value(columns, keys.get(i)) + " AS k" + i);
        }
        StringBuilder union = new StringBuilder(
                "SELECT " + String.join(", ", changedKeys) + " FROM " + columns.from() + " WHERE " + changed);
        String tileKeys = String.join(", ", SourceKeys.names(keys, "t."));
        for (HopGroup group : groups) {
            Instant oldEnd = Aggregation.end(before, group.hop());
            Instant newEnd = Aggregation.end(time, group.hop());
            List<String> moved = new ArrayList<>(List.of(between(oldEnd, newEnd)));
            group.windows().forEach(window -> moved.add(between(oldEnd.minus(window), newEnd.minus(window))));
            union.append(" UNION SELECT " + tileKeys + " FROM " + table + " AS t WHERE t.hop = "
                    + group.hop().toSeconds() + " AND (" + String.join(" OR ", moved) + ")");
        }
        execute("CREATE TEMPORARY TABLE slipway_affected ON COMMIT DROP AS " + union);
        execute("ANALYZE pg_temp.slipway_affected");
    }

    /** Removes tiles that no window has needed since the run before, which is known to be complete. */
    public void forget(Instant before) throws SQLException {
        for (HopGroup group : groups) {
            execute("DELETE FROM " + table + " WHERE hop = " + group.hop().toSeconds() + " AND start < "
                    + oldest(group, before));
        }
    }

    /** A group's values at a time: k0, k1, …, a0, a1, …, one row for each key that has tiles; {@code also} narrows keys. */
    public String values(HopGroup group, Instant time, String also) {
        Instant end = Aggregation.end(time, group.hop());
        List<String> selected = new ArrayList<>(SourceKeys.names(keys, "t."));
        for (int i = 0; i < group.aggregations().size(); i++) {
            Aggregation aggregation = group.aggregations().get(i);
            String window = "t.start >= " + literal(end.minus(aggregation.window()));
            selected.add(sql.overTiles(aggregation, window) + " AS a" + i);
        }
        String grouped = keys.isEmpty() ? "" : " GROUP BY " + String.join(", ", SourceKeys.names(keys, "t."));
        return "SELECT " + String.join(", ", selected) + " FROM " + table + " AS t" + also + " WHERE t.hop = "
                + group.hop().toSeconds() + " AND t.start >= " + oldest(group, time) + " AND t.start < " + literal(end)
                + grouped;
    }

    private List<String> identity(String prefix) {
        List<String> identity = new ArrayList<>(List.of(prefix + "hop", prefix + "start"));
        identity.addAll(1, SourceKeys.names(keys, prefix));
        return identity;
    }

    private static String between(Instant from, Instant to) {
        return "t.start >= " + literal(from) + " AND t.start < " + literal(to);
    }

    private static String oldest(HopGroup group, Instant time) {
        return literal(Aggregation.end(time, group.hop()).minus(group.longest()));
    }

    private String hopStart(HopGroup group) throws FailureException {
        return AggregateSql.hopStart(group.hop(), time());
    }

    private String time() throws FailureException {
        return columns.time(view.source().orElseThrow().timestampField());
    }

    private static String literal(Instant time) {
        return "'" + time + "'::timestamptz";
    }

    private void execute(String statement) throws SQLException {
        try (Statement running = connection.createStatement()) {
            running.execute(statement);
        }
    }
}

package dev.slipway.featureserver.export;

import dev.slipway.featureserver.codec.JoinKey;
import dev.slipway.workload.failure.FailureException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Chooses how a view is joined. */
final class ViewJoins {
    /** About what a look-up costs, in rows that a pass reads: an estimate that bench/features/pit.py is to settle. */
    private static final long ROWS_PER_LOOKUP = 16;

    private static final Pattern ROWS = Pattern.compile("rows=(\\d+)");

    private ViewJoins() {}

    /** Who decides how views are joined. */
    enum Choice {
        /** What PostgreSQL's statistics say. */
        BY_COST,
        /** Always a pass over the source, where rows compare outside of PostgreSQL. */
        SCAN,
        /** Always look-ups. */
        LOOKUP
    }

    /** Look-ups where an index serves them and entities are few; else one pass over the source. */
    static ViewJoin choose(
            Connection connection, ViewQuery query, EntityUpload upload, EntityChunk first, Exporter.Budget budget)
            throws SQLException, FailureException {
        boolean scan = query.order().comparable()
                && switch (budget.choice()) {
                    case SCAN -> true;
                    case LOOKUP -> false;
                    case BY_COST ->
                        !indexed(connection, query)
                                || first.size() * ROWS_PER_LOOKUP >= sourceRows(connection, query, first);
                };
        return scan
                ? new ScanJoin(connection, query, budget.viewBytes())
                : new LookupJoin(connection, query, upload, budget.viewBytes());
    }

    private static boolean indexed(Connection connection, ViewQuery query) throws SQLException {
        String names = """
            SELECT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
            WHERE i.indrelid = to_regclass(?) AND i.indisvalid AND i.indpred IS NULL\
            """;
        try (PreparedStatement statement = connection.prepareStatement(names)) {
            statement.setString(1, query.source().relation());
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    String column = rows.getString(1);
                    if (query.view().entities().stream()
                            .map(JoinKey::name)
                            .anyMatch(key -> query.columns().sourceName(key).equals(column))) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** What PostgreSQL expects a pass to read. */
    private static long sourceRows(Connection connection, ViewQuery query, EntityChunk chunk)
            throws SQLException, FailureException {
        KeyGroups all = new KeyGroups(chunk, new int[0]);
        try (Statement statement = connection.createStatement();
                ResultSet plan = statement.executeQuery("EXPLAIN " + query.scan(all.earliest(), all.latest()))) {
            plan.next();
            Matcher rows = ROWS.matcher(plan.getString(1));
            return rows.find() ? Long.parseLong(rows.group(1)) : 0;
        }
    }
}

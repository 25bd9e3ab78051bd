package dev.slipway.featureserver.materialize;

import dev.slipway.featureserver.config.Identifiers;
import dev.slipway.featureserver.config.ViewConfig;
import dev.slipway.featureserver.config.ViewConfig.Rule;
import dev.slipway.featureserver.offline.SourceColumns;
import dev.slipway.workload.failure.FailureException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The view's rules over the rows of one run, evaluated by PostgreSQL in one scan of the very rows that are read next (the
 * transaction sees one state), before any of them is written.
 */
public final class Rules {
    private final ViewConfig view;
    private final List<Rule> rules;
    private final String from;
    private final Columns columns;

    private Rules(ViewConfig view, List<Rule> rules, String from, Columns columns) {
        this.view = view;
        this.rules = rules;
        this.from = from;
        this.columns = columns;
    }

    /** What names of the view are in SQL. */
    private interface Columns {
        String of(String name) throws FailureException;

        String time() throws FailureException;

        String end();
    }

    /** The rules about rows of the source. */
    static Rules ofSource(Selection selection) throws FailureException {
        ViewConfig view = selection.view();
        List<Rule> about = view.validation().rules().stream()
                .filter(rule -> !computed(view, rule))
                .toList();
        Columns columns = new Columns() {
            @Override
            public String of(String name) throws FailureException {
                return selection.columns().column(name);
            }

            @Override
            public String time() throws FailureException {
                return selection.time();
            }

            @Override
            public String end() {
                return selection.to().toString();
            }
        };
        return new Rules(view, about, selection.columns().from() + " WHERE " + selection.where(), columns);
    }

    /** The rules about computed values, which a table has under their names. */
    static Rules ofOutput(ViewConfig view, String table) {
        List<Rule> about = view.validation().rules().stream()
                .filter(rule -> computed(view, rule))
                .toList();
        Columns columns = new Columns() {
            @Override
            public String of(String name) {
                return "s." + Identifiers.quote(name);
            }

            @Override
            public String time() {
                return "s.slipway_event_time";
            }

            @Override
            public String end() {
                return "infinity";
            }
        };
        return new Rules(view, about, table + " AS s WHERE true", columns);
    }

    /** Whether there are rules about computed values. */
    static boolean aboutOutput(ViewConfig view) {
        return view.validation().rules().stream().anyMatch(rule -> computed(view, rule));
    }

    private static boolean computed(ViewConfig view, Rule rule) {
        String feature =
                switch (rule) {
                    case Rule.NullFraction nulls -> nulls.feature();
                    case Rule.Range range -> range.feature();
                    case Rule.Volume volume -> "";
                    case Rule.Fresh fresh -> "";
                    case Rule.Unique unique -> "";
                };
        return view.aggregations().stream()
                .anyMatch(aggregation -> aggregation.name().equals(feature));
    }

    /** Groups rows of a source by entity. */
    static String groupBy(ViewConfig view, SourceColumns columns) throws FailureException {
        List<String> keys = new ArrayList<>();
        for (var key : view.entities()) {
            keys.add(columns.column(key.name()));
        }
        return keys.isEmpty() ? " LIMIT 1" : " GROUP BY " + String.join(", ", keys);
    }

    /**
     * How a rule went.
     *
     * @param rule the rule's name
     * @param passed whether rows satisfy it
     * @param message what was found
     */
    public record Verdict(String rule, boolean passed, String message) {}

    List<Verdict> evaluate(Connection connection) throws SQLException, FailureException {
        if (rules.isEmpty()) {
            return List.of();
        }
        List<String> measures = new ArrayList<>(List.of("count(*)"));
        for (Rule rule : rules) {
            measures.add(measure(rule));
        }
        String sql = "SELECT " + String.join(", ", measures) + " FROM " + from;
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            long rows = row.getLong(1);
            List<Verdict> verdicts = new ArrayList<>();
            for (int i = 0; i < rules.size(); i++) {
                verdicts.add(verdict(rules.get(i), rows, row, i + 2));
            }
            return verdicts;
        }
    }

    /** Which single rows offend, as SQL with the reason; rules about all rows together name none. */
    Optional<String> reason(List<Verdict> verdicts) throws FailureException {
        List<String> cases = new ArrayList<>();
        for (int i = 0; i < verdicts.size(); i++) {
            Rule rule = rules.get(i);
            Optional<String> offends = verdicts.get(i).passed() ? Optional.empty() : offends(rule);
            offends.ifPresent(
                    sql -> cases.add("WHEN " + sql + " THEN '" + rule.name().replace("'", "''") + "'"));
        }
        return cases.isEmpty() ? Optional.empty() : Optional.of("CASE " + String.join(" ", cases) + " END");
    }

    /** Sets the offending rows apart; each once, however often it is read. How many were new. */
    long setApart(Connection connection, String reason) throws SQLException, FailureException {
        String table = view.validation().quarantineTable();
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS " + table
                    + " (view text NOT NULL, reason text NOT NULL, row_hash text NOT NULL, found timestamptz NOT NULL"
                    + " DEFAULT now(), content jsonb NOT NULL, PRIMARY KEY (view, reason, row_hash))");
            return statement.executeUpdate("INSERT INTO " + table + " (view, reason, row_hash, content) SELECT '"
                    + view.name().replace("'", "''") + "', " + reason + ", md5(s::text), to_jsonb(s) FROM "
                    + from + " AND " + reason + " IS NOT NULL ON CONFLICT DO NOTHING");
        }
    }

    private String measure(Rule rule) throws FailureException {
        return switch (rule) {
            case Rule.NullFraction nulls -> "count(*) FILTER (WHERE " + column(nulls.feature()) + " IS NULL)";
            case Rule.Range range -> "count(*) FILTER (WHERE " + outside(range) + ")";
            case Rule.Volume volume -> "count(*)";
            case Rule.Fresh fresh ->
                "extract(epoch FROM '" + columns.end() + "'::timestamptz - max(" + time() + "))::float8";
            case Rule.Unique unique -> "count(*) - count(DISTINCT (" + String.join(", ", identity()) + "))";
        };
    }

    private Verdict verdict(Rule rule, long rows, ResultSet row, int column) throws SQLException {
        double found = row.getDouble(column);
        boolean none = row.wasNull();
        return switch (rule) {
            case Rule.NullFraction nulls -> {
                double share = rows == 0 ? 0 : found / rows;
                yield new Verdict(
                        rule.name(),
                        share <= nulls.max(),
                        "%.6g of %d rows lack %s, at most %s may".formatted(share, rows, nulls.feature(), nulls.max()));
            }
            case Rule.Range range ->
                new Verdict(
                        rule.name(),
                        found == 0,
                        "%.0f of %d rows have %s outside %s to %s"
                                .formatted(
                                        found,
                                        rows,
                                        range.feature(),
                                        range.min().map(String::valueOf).orElse("any"),
                                        range.max().map(String::valueOf).orElse("any")));
            case Rule.Volume volume ->
                new Verdict(
                        rule.name(),
                        rows >= volume.minRows(),
                        "%d rows, at least %d needed".formatted(rows, volume.minRows()));
            case Rule.Fresh fresh ->
                new Verdict(
                        rule.name(),
                        !none && found <= fresh.maxAge().toSeconds(),
                        none
                                ? "no rows"
                                : "the newest row is %.0f s old, at most %d s allowed"
                                        .formatted(found, fresh.maxAge().toSeconds()));
            case Rule.Unique unique ->
                new Verdict(rule.name(), found == 0, "%.0f rows repeat an entity and event time".formatted(found));
        };
    }

    private Optional<String> offends(Rule rule) throws FailureException {
        return switch (rule) {
            case Rule.NullFraction nulls -> Optional.of(column(nulls.feature()) + " IS NULL");
            case Rule.Range range -> Optional.of(outside(range));
            case Rule.Volume volume -> Optional.empty();
            case Rule.Fresh fresh -> Optional.empty();
            case Rule.Unique unique -> {
                // Which of them is right nobody can say: all are set apart.
                String identity = "(" + String.join(", ", identity()) + ")";
                yield Optional.of(identity + " IN (SELECT " + String.join(", ", identity()) + " FROM " + from
                        + " GROUP BY " + String.join(", ", identity()) + " HAVING count(*) > 1)");
            }
        };
    }

    private String outside(Rule.Range range) throws FailureException {
        String value = column(range.feature()) + "::float8";
        List<String> sides = new ArrayList<>();
        range.min().ifPresent(min -> sides.add(value + " < " + min));
        range.max().ifPresent(max -> sides.add(value + " > " + max));
        return "(" + String.join(" OR ", sides) + ")";
    }

    private List<String> identity() throws FailureException {
        List<String> columns = new ArrayList<>();
        for (var key : view.entities()) {
            columns.add(column(key.name()));
        }
        columns.add(time());
        return columns;
    }

    private String column(String name) throws FailureException {
        return columns.of(name);
    }

    private String time() throws FailureException {
        return columns.time();
    }

    /** What is quoted in SQL beside these. */
    static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }
}

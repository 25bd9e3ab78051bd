package dev.slipway.featureserver.aggregate;

import dev.slipway.featureserver.config.Aggregation;
import dev.slipway.featureserver.config.Aggregation.Function;
import dev.slipway.featureserver.failure.Reason;
import dev.slipway.featureserver.offline.RowOrder;
import dev.slipway.featureserver.offline.SourceColumns;
import dev.slipway.workload.failure.FailureException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The SQL of a view's aggregations. A value over rows and the same value over tiles are equal to the bit, since every part
 * of them is independent of order and grouping: sums are exact decimal sums of the values' shortest decimal forms, rounded
 * once; NaN counts as null, and -0 as 0, of which PostgreSQL's min and max would keep either.
 */
public final class AggregateSql {
    private static final Set<String> BINARY = Set.of("float4", "float8");
    private static final Set<String> DECIMAL = Set.of("int2", "int4", "int8", "numeric");
    /** From here on a number is nearer to infinity than to the greatest double. */
    private static final String INFINITE = "1.797693134862315807e308";

    private static final String HALF_OF_LEAST = "2.4703282292062327e-324";
    /** A sum so small has an average of 0: the quotient could be less than any double, which PostgreSQL refuses. */
    private static final String TINY = "1e-290";

    private final SourceColumns columns;
    private final RowOrder order;
    private final List<String> sources;

    /** The SQL of these aggregations of one source. */
    public AggregateSql(SourceColumns columns, RowOrder order, List<Aggregation> aggregations) throws FailureException {
        this.columns = columns;
        this.order = order;
        this.sources = aggregations.stream()
                .flatMap(aggregation -> aggregation.column().stream())
                .distinct()
                .toList();
        for (Aggregation aggregation : aggregations) {
            check(aggregation);
        }
    }

    private void check(Aggregation aggregation) throws FailureException {
        if (aggregation.column().isEmpty()) {
            return;
        }
        String name = aggregation.column().get();
        columns.column(name);
        if (aggregation.function() != Function.count && !number(name)) {
            throw new FailureException(
                    Reason.SchemaMismatch,
                    "The column '%s' is %s; %s of aggregation '%s' needs numbers."
                            .formatted(name, columns.type(name), aggregation.function(), aggregation.name()));
        }
    }

    private boolean number(String name) {
        return BINARY.contains(columns.type(name)) || DECIMAL.contains(columns.type(name));
    }

    /** The columns of a tile beside its key and start. */
    public List<String> tileColumns() {
        List<String> definitions = new ArrayList<>();
        definitions.add("n int8 NOT NULL");
        for (int i = 0; i < sources.size(); i++) {
            definitions.add(
                    "c%1$d_n int8 NOT NULL, c%1$d_sum numeric, c%1$d_min float8, c%1$d_max float8, c%1$d_last float8"
                            .formatted(i));
        }
        return definitions;
    }

    /** Their names. */
    public List<String> tileColumnNames() {
        List<String> names = new ArrayList<>(List.of("n"));
        for (int i = 0; i < sources.size(); i++) {
            names.add("c%1$d_n, c%1$d_sum, c%1$d_min, c%1$d_max, c%1$d_last".formatted(i));
        }
        return names;
    }

    /** What they are computed as from the rows {@code s} of one key and hop. */
    public List<String> tileValues() throws FailureException {
        List<String> values = new ArrayList<>(List.of("count(*)"));
        for (String source : sources) {
            if (!number(source)) {
                values.add("count(" + columns.column(source)
                        + "), NULL::numeric, NULL::float8, NULL::float8, NULL::float8");
                continue;
            }
            String value = value(source);
            values.add("count(" + value + "), sum(" + exact(source) + "), min(" + value + "), max(" + value + "), "
                    + newest(value, order.newestFirst(), ""));
        }
        return values;
    }

    /** A value over the rows {@code s}, of which the condition chooses those of the window. */
    public String overRows(Aggregation aggregation, String window) throws FailureException {
        String filter = " FILTER (WHERE " + window + ")";
        if (aggregation.column().isEmpty()) {
            return "count(*)" + filter;
        }
        String name = aggregation.column().get();
        String value = number(name) ? value(name) : columns.column(name);
        String count = "count(" + value + ")" + filter;
        return switch (aggregation.function()) {
            case count -> count;
            case sum -> rounded("sum(" + exact(name) + ")" + filter);
            case avg -> average("sum(" + exact(name) + ")" + filter, count);
            case min -> "min(" + value + ")" + filter;
            case max -> "max(" + value + ")" + filter;
            case last -> newest(value, order.newestFirst(), window);
        };
    }

    /** The same value over tiles {@code t}. */
    public String overTiles(Aggregation aggregation, String window) {
        String filter = " FILTER (WHERE " + window + ")";
        if (aggregation.column().isEmpty()) {
            return "coalesce(sum(t.n)" + filter + ", 0)::int8";
        }
        String part = "t.c" + sources.indexOf(aggregation.column().get()) + "_";
        String count = "coalesce(sum(" + part + "n)" + filter + ", 0)::int8";
        String sum = "sum(" + part + "sum)" + filter;
        return switch (aggregation.function()) {
            case count -> count;
            case sum -> rounded(sum);
            case avg -> average(sum, count);
            case min -> "min(" + part + "min)" + filter;
            case max -> "max(" + part + "max)" + filter;
            case last -> newest(part + "last", "t.start DESC", window);
        };
    }

    /** Where the hop of a time begins. */
    public static String hopStart(Duration hop, String time) {
        return "date_bin(interval '" + hop.toSeconds() + " seconds', " + time
                + ", '1970-01-01 00:00:00+00'::timestamptz)";
    }

    private String value(String name) throws FailureException {
        return "nullif(" + columns.column(name) + "::float8 + 0, 'NaN'::float8)";
    }

    /** A value as the decimal number that is summed. */
    private String exact(String name) throws FailureException {
        return switch (columns.type(name)) {
            case "float4", "float8" -> value(name) + "::text::numeric";
            case "numeric" -> "nullif(" + columns.column(name) + ", 'NaN'::numeric)";
            default -> columns.column(name) + "::numeric";
        };
    }

    private static String newest(String value, String newestFirst, String window) {
        String also = window.isEmpty() ? "" : " AND " + window;
        return "(array_agg(" + value + " ORDER BY " + newestFirst + ") FILTER (WHERE " + value + " IS NOT NULL" + also
                + "))[1]";
    }

    private static String rounded(String sum) {
        return "CASE WHEN %1$s = 'NaN'::numeric THEN NULL WHEN %1$s >= %2$s THEN 'Infinity'::float8 WHEN %1$s <= -%2$s THEN '-Infinity'::float8 WHEN abs(%1$s) <= %3$s THEN 0 ELSE (%1$s)::float8 END"
                .formatted(sum, INFINITE, HALF_OF_LEAST);
    }

    private static String average(String sum, String count) {
        return "CASE WHEN abs(%s) < %s THEN CASE WHEN %s > 0 THEN 0::float8 END ELSE %s / nullif(%s, 0)::float8 END"
                .formatted(sum, TINY, count, rounded(sum), count);
    }
}

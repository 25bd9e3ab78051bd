package dev.slipway.featureserver.export;

import dev.slipway.featureserver.codec.JoinKey;
import dev.slipway.featureserver.offline.SourceColumns;
import dev.slipway.featureserver.offline.SourceKeys;
import dev.slipway.featureserver.parquet.ParquetColumn.Kind;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The rows that a training set is made for: all columns of a table or query, its join keys and its time.
 *
 * @param columns the table
 * @param timeField column of the time at which features are wanted
 * @param timeZone zone of times that have none; UTC where nothing is said
 * @param orderBy columns that give the order of the rows; none for the order in which PostgreSQL gives them
 */
record EntityTable(SourceColumns columns, String timeField, Optional<String> timeZone, List<String> orderBy) {
    private static final int EXACT_DIGITS = 15;

    /** What one column becomes. */
    private record Mapped(String expression, Kind kind) {}

    /** All columns, as they are in the output. */
    List<OutputColumn> outputColumns() throws FailureException {
        List<OutputColumn> output = new ArrayList<>();
        for (String name : columns.names()) {
            Mapped mapped = mapped(name);
            output.add(new OutputColumn(name, mapped.kind(), list(name, mapped.kind()), false));
        }
        return output;
    }

    /** Output columns, join keys, time. */
    String select(List<JoinKey> keys) throws FailureException {
        List<String> selected = new ArrayList<>();
        for (String name : columns.names()) {
            selected.add(mapped(name).expression());
        }
        for (JoinKey key : keys) {
            selected.add(SourceKeys.value(columns, key));
        }
        selected.add(time());
        String query = "SELECT " + String.join(", ", selected) + " FROM " + columns.from();
        return orderBy.isEmpty() ? query : query + " ORDER BY " + String.join(", ", orderTerms());
    }

    private List<String> orderTerms() throws FailureException {
        List<String> terms = new ArrayList<>();
        for (String name : orderBy) {
            terms.add(columns.column(name));
        }
        return terms;
    }

    private String time() throws FailureException {
        columns.time(timeField);
        boolean zoned = columns.type(timeField).equals("timestamptz");
        if (zoned && timeZone.isPresent()) {
            throw new FailureException(
                    CommonReason.InvalidConfig,
                    "The column '%s' has a time zone already: leave --time-zone out.".formatted(timeField));
        }
        return instant(columns.column(timeField), zoned);
    }

    private String instant(String column, boolean zoned) {
        return zoned || timeZone.isEmpty()
                ? column + "::timestamptz"
                : column + "::timestamp AT TIME ZONE '" + timeZone.get().replace("'", "''") + "'";
    }

    /** Arrays whose elements have a form of their own; other arrays are texts. */
    private boolean list(String name, Kind kind) {
        String type = columns.type(name);
        boolean texts = type.equals("_text") || type.equals("_varchar");
        return type.startsWith("_") && (kind != Kind.STRING || texts);
    }

    private Mapped mapped(String name) throws FailureException {
        String column = columns.column(name);
        String type = columns.type(name);
        String array = type.startsWith("_") ? "[]" : "";
        return switch (array.isEmpty() ? type : type.substring(1)) {
            case "bool" -> new Mapped(column, Kind.BOOLEAN);
            case "int2", "int4" -> new Mapped(column + "::int4" + array, Kind.INT32);
            case "int8" -> new Mapped(column, Kind.INT64);
            case "float4" -> new Mapped(column, Kind.FLOAT);
            case "float8" -> new Mapped(column, Kind.DOUBLE);
            case "numeric" -> numeric(name, column, array);
            case "date" -> new Mapped(column, Kind.DATE);
            case "timestamptz" -> new Mapped(column, Kind.TIMESTAMP);
            case "timestamp" ->
                array.isEmpty()
                        ? new Mapped(instant(column, false), Kind.TIMESTAMP)
                        : new Mapped(column + "::timestamptz[]", Kind.TIMESTAMP);
            case "bytea" -> new Mapped(column, Kind.BYTES);
            case "text", "varchar" -> new Mapped(column + "::text" + array, Kind.STRING);
            default -> new Mapped(column + "::text", Kind.STRING);
        };
    }

    /** A number that a double holds is one; others keep their digits as text. */
    private Mapped numeric(String name, String column, String array) {
        int digits = columns.precision(name);
        return array.isEmpty() && digits > 0 && digits <= EXACT_DIGITS
                ? new Mapped(column + "::float8", Kind.DOUBLE)
                : new Mapped(column + "::text", Kind.STRING);
    }
}

package dev.slipway.featureserver.materialize;

import dev.slipway.featureserver.codec.ValueType;
import dev.slipway.featureserver.config.Identifiers;
import dev.slipway.featureserver.config.ViewConfig;
import dev.slipway.featureserver.config.ViewConfig.Source;
import dev.slipway.featureserver.failure.FailureException;
import dev.slipway.featureserver.failure.Reason;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The columns of a view's source and the expressions that bring them into the types that the view declares. */
final class SourceColumns {
    private static final Set<String> WHOLE = Set.of("int2", "int4", "int8");
    private static final Set<String> NUMBER = Set.of("int2", "int4", "int8", "float4", "float8", "numeric");
    private static final Set<String> TIME = Set.of("timestamptz", "timestamp", "date");

    private final Map<String, String> typeOf;
    private final Map<String, String> columnOf = new HashMap<>();

    private SourceColumns(Map<String, String> typeOf, Source source) {
        this.typeOf = typeOf;
        source.fieldMapping().forEach((column, name) -> columnOf.put(name, column));
    }

    static SourceColumns read(Connection connection, Source source) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet none = statement.executeQuery("SELECT * FROM " + source.relation() + " AS s LIMIT 0")) {
            ResultSetMetaData meta = none.getMetaData();
            Map<String, String> types = new HashMap<>();
            for (int i = 1; i <= meta.getColumnCount(); i++) {
                types.put(meta.getColumnName(i), plain(meta.getColumnTypeName(i)));
            }
            return new SourceColumns(types, source);
        }
    }

    /** The type itself where the driver names the default that a column has with it. */
    private static String plain(String type) {
        return switch (type.toLowerCase(Locale.ROOT)) {
            case "bigserial" -> "int8";
            case "serial" -> "int4";
            case "smallserial" -> "int2";
            default -> type.toLowerCase(Locale.ROOT);
        };
    }

    /** The column that a name of the view stands for, quoted. */
    String column(String name) throws FailureException {
        String column = columnOf.getOrDefault(name, name);
        if (!typeOf.containsKey(column)) {
            throw new FailureException(
                    Reason.SchemaMismatch,
                    "The source has no column '%s'; it has %s."
                            .formatted(column, new java.util.TreeSet<>(typeOf.keySet())));
        }
        return "s." + Identifiers.quote(column);
    }

    /** A column of a time, as timestamptz. */
    String time(String name) throws FailureException {
        String column = column(name);
        if (!isTime(name)) {
            throw new FailureException(
                    Reason.SchemaMismatch,
                    "The column '%s' is %s; an event time must be timestamptz, timestamp or date."
                            .formatted(name, type(name)));
        }
        return column + "::timestamptz";
    }

    boolean isTime(String name) {
        return TIME.contains(type(name));
    }

    String type(String name) {
        return typeOf.getOrDefault(columnOf.getOrDefault(name, name), "");
    }

    /** The expression whose binary form {@link BinaryCells} reads. */
    String value(String name, ValueType type) throws FailureException {
        String column = column(name);
        String found = type(name);
        boolean array = found.startsWith("_");
        String base = array ? found.substring(1) : found;
        String cast = array == type.scalar() ? "" : cast(base, type);
        if (cast.isEmpty()) {
            throw new FailureException(
                    Reason.SchemaMismatch,
                    "The column '%s' is %s, which cannot become %s without loss.".formatted(name, found, type));
        }
        return column + "::" + cast + (array ? "[]" : "");
    }

    private static String cast(String base, ValueType type) {
        return switch (type.element()) {
            case INT32 -> base.equals("int8") || !WHOLE.contains(base) ? "" : "int4";
            case INT64 -> WHOLE.contains(base) ? "int8" : "";
            case FLOAT -> NUMBER.contains(base) ? "float4" : "";
            case DOUBLE -> NUMBER.contains(base) ? "float8" : "";
            case BOOL -> base.equals("bool") ? "bool" : "";
            case TIMESTAMP -> TIME.contains(base) ? "timestamptz" : "";
            case BYTES -> base.equals("bytea") ? "bytea" : "";
            case STRING -> base.equals("bytea") ? "" : "text";
            default -> "";
        };
    }

    /** The name of a view's key or feature must exist and fit. */
    static void check(ViewConfig view, SourceColumns columns) throws FailureException {
        for (var key : view.entities()) {
            columns.value(key.name(), key.type());
        }
        for (var feature : view.features()) {
            columns.value(feature.name(), feature.type());
        }
    }
}

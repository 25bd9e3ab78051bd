package dev.slipway.featureserver.offline;

import dev.slipway.featureserver.codec.ValueType;
import dev.slipway.featureserver.config.Identifiers;
import dev.slipway.featureserver.config.ViewConfig;
import dev.slipway.featureserver.config.ViewConfig.Source;
import dev.slipway.featureserver.failure.Reason;
import dev.slipway.workload.failure.FailureException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** The columns of a view's source and the expressions that bring them into the types that the view declares. */
public final class SourceColumns {
    private static final Set<String> WHOLE = Set.of("int2", "int4", "int8");
    private static final Set<String> NUMBER = Set.of("int2", "int4", "int8", "float4", "float8", "numeric");
    private static final Set<String> TIME = Set.of("timestamptz", "timestamp", "date");

    private final String relation;
    private final Map<String, String> typeOf;
    private final Map<String, Integer> precisionOf;
    private final Map<String, String> columnOf = new HashMap<>();
    private final Storage storage;

    /** How rows lie, which decides by what rows that are equal in everything else are told apart. */
    public enum Storage {
        /** One table: by place. */
        TABLE,
        /** Partitions: by partition and place. */
        PARTITIONS,
        /** A view or a query: by content alone. */
        COMPUTED
    }

    private SourceColumns(
            String relation,
            Map<String, String> typeOf,
            Map<String, Integer> precisionOf,
            Map<String, String> fieldMapping,
            Storage storage) {
        this.relation = relation;
        this.typeOf = typeOf;
        this.precisionOf = precisionOf;
        this.storage = storage;
        fieldMapping.forEach((column, name) -> columnOf.put(name, column));
    }

    /** The columns of a view's source. */
    public static SourceColumns read(Connection connection, Source source) throws SQLException {
        return read(connection, source.relation(), source.fieldMapping());
    }

    /** The columns of a table, or of a query in parentheses. */
    public static SourceColumns read(Connection connection, String relation, Map<String, String> fieldMapping)
            throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet none = statement.executeQuery("SELECT * FROM " + relation + " AS s LIMIT 0")) {
            ResultSetMetaData meta = none.getMetaData();
            Map<String, String> types = new LinkedHashMap<>();
            Map<String, Integer> precisions = new HashMap<>();
            for (int i = 1; i <= meta.getColumnCount(); i++) {
                types.put(meta.getColumnName(i), plain(meta.getColumnTypeName(i)));
                precisions.put(meta.getColumnName(i), meta.getPrecision(i));
            }
            return new SourceColumns(relation, types, precisions, fieldMapping, storage(connection, relation));
        }
    }

    private static Storage storage(Connection connection, String relation) throws SQLException {
        if (relation.startsWith("(")) {
            return Storage.COMPUTED;
        }
        String query = "SELECT relkind::text FROM pg_class WHERE oid = to_regclass(?)";
        try (PreparedStatement statement = connection.prepareStatement(query)) {
            statement.setString(1, relation);
            try (ResultSet row = statement.executeQuery()) {
                String kind = row.next() ? row.getString(1) : "";
                return switch (kind) {
                    case "r", "m" -> Storage.TABLE;
                    case "p" -> Storage.PARTITIONS;
                    default -> Storage.COMPUTED;
                };
            }
        }
    }

    /** Decimal digits that a column of numbers was declared with; 0 where it was not. */
    public int precision(String name) {
        return precisionOf.getOrDefault(columnOf.getOrDefault(name, name), 0);
    }

    /** The name in the source of what the view calls so. */
    public String sourceName(String name) {
        return columnOf.getOrDefault(name, name);
    }

    /** How rows lie. */
    public Storage storage() {
        return storage;
    }

    /** The table or the query in parentheses, named {@code s}. */
    public String from() {
        return relation + " AS s";
    }

    /** Columns in their order, by their own names. */
    public List<String> names() {
        return List.copyOf(typeOf.keySet());
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
    public String column(String name) throws FailureException {
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
    public String time(String name) throws FailureException {
        String column = column(name);
        if (!isTime(name)) {
            throw new FailureException(
                    Reason.SchemaMismatch,
                    "The column '%s' is %s; an event time must be timestamptz, timestamp or date."
                            .formatted(name, type(name)));
        }
        return column + "::timestamptz";
    }

    /** Whether it is a column of times. */
    public boolean isTime(String name) {
        return TIME.contains(type(name));
    }

    /** PostgreSQL's name of the column's type; arrays begin with an underscore; empty where there is no such column. */
    public String type(String name) {
        return typeOf.getOrDefault(columnOf.getOrDefault(name, name), "");
    }

    /** The expression whose binary form {@link BinaryCells} reads. */
    public String value(String name, ValueType type) throws FailureException {
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
    public static void check(ViewConfig view, SourceColumns columns) throws FailureException {
        for (var key : view.entities()) {
            columns.value(key.name(), key.type());
        }
        for (var feature : view.columnFeatures()) {
            columns.value(feature.name(), feature.type());
        }
    }
}

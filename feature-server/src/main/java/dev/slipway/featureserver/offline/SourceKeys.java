package dev.slipway.featureserver.offline;

import dev.slipway.featureserver.codec.JoinKey;
import dev.slipway.featureserver.codec.ValueType;
import dev.slipway.workload.failure.FailureException;
import java.util.ArrayList;
import java.util.List;

/** Join keys in SQL: as values of their declared types, which is what stands in Redis. */
public final class SourceKeys {
    private SourceKeys() {}

    /** A key's value; a time to the second, as it is in Redis. */
    public static String value(SourceColumns columns, JoinKey key) throws FailureException {
        String value = columns.value(key.name(), key.type());
        return key.type() == ValueType.UNIX_TIMESTAMP ? "date_trunc('second', " + value + ")" : value;
    }

    /** What compares like the value: the bare column where that will do, since indexes are on columns. */
    public static String comparable(SourceColumns columns, JoinKey key) throws FailureException {
        String type = columns.type(key.name());
        String value = value(columns, key);
        boolean bare =
                switch (key.type()) {
                    case INT32, INT64, BYTES -> true;
                    case STRING -> type.equals("text") || type.equals("varchar");
                    default -> false;
                };
        return bare ? columns.column(key.name()) : value;
    }

    /** Keys of the source beside columns k0, k1, … of another relation. */
    public static List<String> equal(SourceColumns columns, List<JoinKey> keys, String other) throws FailureException {
        List<String> conditions = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            conditions.add(comparable(columns, keys.get(i)) + " = " + other + ".k" + i);
        }
        return conditions;
    }

    /** The definitions of columns k0, k1, … */
    public static List<String> definitions(List<JoinKey> keys) {
        List<String> definitions = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            definitions.add("k" + i + " " + sqlType(keys.get(i)));
        }
        return definitions;
    }

    /** The names k0, k1, …, each after a prefix. */
    public static List<String> names(List<JoinKey> keys, String prefix) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            names.add(prefix + "k" + i);
        }
        return names;
    }

    private static String sqlType(JoinKey key) {
        return switch (key.type()) {
            case INT32 -> "int4";
            case INT64 -> "int8";
            case UNIX_TIMESTAMP -> "timestamptz";
            case BYTES -> "bytea";
            default -> "text";
        };
    }
}

package dev.slipway.featureserver.export;

import dev.slipway.featureserver.codec.JoinKey;
import dev.slipway.featureserver.codec.ValueType;
import dev.slipway.featureserver.config.ViewConfig;
import dev.slipway.featureserver.config.ViewConfig.Feature;
import dev.slipway.featureserver.config.ViewConfig.Source;
import dev.slipway.featureserver.offline.RowOrder;
import dev.slipway.featureserver.offline.SourceColumns;
import dev.slipway.workload.failure.FailureException;
import java.util.ArrayList;
import java.util.List;

/**
 * A view's source in SQL. A row counts for an entity at time t when its event time and its time of writing are not after t
 * (what was written later was not known), and, with a ttl, its event time not before t - ttl: the very edge that the server
 * has. Rows without a time of writing count as written at their event time.
 *
 * @param view the view
 * @param columns its source
 * @param order which of the rows that count is taken
 * @param features those that are wanted, in the order of the answer
 */
record ViewQuery(ViewConfig view, SourceColumns columns, RowOrder order, List<Feature> features) {
    private static final String MICRO = " * interval '1 microsecond'";
    private static final String ORIGIN = "'2000-01-01 00:00:00+00'::timestamptz";
    /** Up to here a number of microseconds is exact as interval. */
    private static final long EXACT = 1L << 52;

    Source source() {
        return view.source().orElseThrow();
    }

    /** Zero where rows never expire. */
    long ttlMicros() {
        return view.ttl().toNanos() / 1000;
    }

    boolean hasCreated() {
        return source().createdField().isPresent();
    }

    /** Every row that may count for times in these bounds: keys, terms of the order, features. */
    String scan(long earliest, long latest) throws FailureException {
        List<String> selected = new ArrayList<>();
        List<String> conditions = new ArrayList<>();
        for (JoinKey key : view.entities()) {
            selected.add(keyValue(columns, key));
            conditions.add(columns.column(key.name()) + " IS NOT NULL");
        }
        order.terms().forEach(term -> selected.add(term.selected()));
        for (Feature feature : features) {
            selected.add(featureValue(feature));
        }
        conditions.addAll(bounds(earliest, latest));
        return "SELECT " + String.join(", ", selected) + " FROM " + columns.from() + " WHERE "
                + String.join(" AND ", conditions);
    }

    /** Bounds of the event time of rows that may count. */
    List<String> bounds(long earliest, long latest) throws FailureException {
        String time = columns.time(source().timestampField());
        List<String> conditions = new ArrayList<>();
        conditions.add(time + " <= " + literal(latest));
        if (ttlMicros() > 0) {
            boolean low = earliest < Long.MIN_VALUE + ttlMicros();
            conditions.add(time + " >= " + literal(low ? Long.MIN_VALUE : earliest - ttlMicros()));
        }
        return conditions;
    }

    /** The features of the row that counts for the row {@code e} of a table with keys k0, k1, … and time t. */
    String latestFor(String e) throws FailureException {
        List<String> selected = new ArrayList<>();
        for (int i = 0; i < features.size(); i++) {
            selected.add(featureValue(features.get(i)) + " AS f" + i);
        }
        selected.add("true AS found");
        String time = columns.time(source().timestampField());
        List<String> conditions = known(e);
        conditions.add(time + " <= " + e + ".t");
        if (ttlMicros() > 0) {
            conditions.add(time + " >= " + e + ".t - " + ttlMicros() + MICRO);
        }
        return "SELECT " + String.join(", ", selected) + " FROM " + columns.from() + " WHERE "
                + String.join(" AND ", conditions) + " ORDER BY " + order.newestFirst() + " LIMIT 1";
    }

    /** Rows of the entity that had been written at its time. */
    List<String> known(String e) throws FailureException {
        List<String> conditions = new ArrayList<>();
        for (int i = 0; i < view.entities().size(); i++) {
            conditions.add(keyColumn(view.entities().get(i)) + " = " + e + ".k" + i);
        }
        if (hasCreated()) {
            String created = columns.time(source().createdField().get());
            conditions.add("(" + created + " <= " + e + ".t OR " + created + " IS NULL)");
        }
        return conditions;
    }

    /** A join key brought into its declared type, to the second where that is a time, as it is in Redis. */
    static String keyValue(SourceColumns columns, JoinKey key) throws FailureException {
        String value = columns.value(key.name(), key.type());
        return key.type() == ValueType.UNIX_TIMESTAMP ? "date_trunc('second', " + value + ")" : value;
    }

    /** The same for comparison: the bare column where that compares likewise, since an index is on the column. */
    private String keyColumn(JoinKey key) throws FailureException {
        String type = columns.type(key.name());
        boolean bare =
                switch (key.type()) {
                    case INT32, INT64, BYTES -> true;
                    case STRING -> type.equals("text") || type.equals("varchar");
                    default -> false;
                };
        String value = keyValue(columns, key);
        return bare ? columns.column(key.name()) : value;
    }

    private String featureValue(Feature feature) throws FailureException {
        String value = columns.value(feature.name(), feature.type());
        return feature.type() == ValueType.UNIX_TIMESTAMP ? "date_trunc('second', " + value + ")" : value;
    }

    /** The column type of a key that is compared with the source's. */
    static String sqlType(JoinKey key) {
        return switch (key.type()) {
            case INT32 -> "int4";
            case INT64 -> "int8";
            case UNIX_TIMESTAMP -> "timestamptz";
            case BYTES -> "bytea";
            default -> "text";
        };
    }

    private static String literal(long micros) {
        if (micros > EXACT || micros < -EXACT) {
            return micros > 0 ? "'infinity'::timestamptz" : "'-infinity'::timestamptz";
        }
        return "(" + ORIGIN + " + " + micros + MICRO + ")";
    }
}

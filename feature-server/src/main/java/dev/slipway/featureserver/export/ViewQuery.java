package dev.slipway.featureserver.export;

import dev.slipway.featureserver.codec.JoinKey;
import dev.slipway.featureserver.codec.ValueType;
import dev.slipway.featureserver.config.ViewConfig;
import dev.slipway.featureserver.config.ViewConfig.Feature;
import dev.slipway.featureserver.config.ViewConfig.Source;
import dev.slipway.featureserver.offline.RowOrder;
import dev.slipway.featureserver.offline.SourceColumns;
import dev.slipway.featureserver.offline.SourceKeys;
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
            selected.add(SourceKeys.value(columns, key));
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
        // A view of aggregations alone has no columns, and COPY needs one.
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
        List<String> conditions = SourceKeys.equal(columns, view.entities(), e);
        if (hasCreated()) {
            String created = columns.time(source().createdField().get());
            conditions.add("(" + created + " <= " + e + ".t OR " + created + " IS NULL)");
        }
        return conditions;
    }

    private String featureValue(Feature feature) throws FailureException {
        String value = columns.value(feature.name(), feature.type());
        return feature.type() == ValueType.UNIX_TIMESTAMP ? "date_trunc('second', " + value + ")" : value;
    }

    private static String literal(long micros) {
        if (micros > EXACT || micros < -EXACT) {
            return micros > 0 ? "'infinity'::timestamptz" : "'-infinity'::timestamptz";
        }
        return "(" + ORIGIN + " + " + micros + MICRO + ")";
    }
}

package dev.slipway.featureserver.materialize;

import dev.slipway.featureserver.codec.JoinKey;
import dev.slipway.featureserver.config.ViewConfig;
import dev.slipway.featureserver.config.ViewConfig.Feature;
import dev.slipway.featureserver.config.ViewConfig.Source;
import dev.slipway.featureserver.offline.RowOrder;
import dev.slipway.featureserver.offline.SourceColumns;
import dev.slipway.workload.failure.FailureException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The SQL of one run. Every statement of a run sees the same state of the database, so that what was counted is what is
 * read.
 *
 * @param view the view
 * @param columns its source
 * @param from event time from which rows count, inclusive
 * @param to event time to which rows count, inclusive; never in the future
 * @param since what the cursor column must at least be, as SQL
 * @param exclusion rows that are left out, as SQL
 */
record Selection(
        ViewConfig view,
        SourceColumns columns,
        Optional<Instant> from,
        Instant to,
        Optional<String> since,
        Optional<String> exclusion) {

    Source source() {
        return view.source().orElseThrow();
    }

    /** The column by which new rows are found. */
    String cursorField() {
        Source source = source();
        return source.cursorField().or(source::createdField).orElse(source.timestampField());
    }

    /** Whether event time is all there is to go by. */
    boolean byEventTime() {
        return cursorField().equals(source().timestampField());
    }

    Selection without(String predicate) {
        return new Selection(view, columns, from, to, since, Optional.of(predicate));
    }

    /** Rows in the window, not yet the latest ones only. */
    String where() throws FailureException {
        List<String> conditions = new ArrayList<>();
        String time = columns.time(source().timestampField());
        conditions.add(time + " <= '" + to + "'::timestamptz");
        from.ifPresent(start -> conditions.add(time + " >= '" + start + "'::timestamptz"));
        for (JoinKey key : view.entities()) {
            conditions.add(columns.column(key.name()) + " IS NOT NULL");
        }
        since.ifPresent(conditions::add);
        exclusion.ifPresent(predicate -> conditions.add("(" + predicate + ") IS NOT TRUE"));
        return String.join(" AND ", conditions);
    }

    /** The latest row of each entity: key columns, event time, features. */
    String latest() throws FailureException {
        List<String> selected = new ArrayList<>();
        List<String> keys = new ArrayList<>();
        for (JoinKey key : layoutOrder()) {
            selected.add(columns.value(key.name(), key.type()));
            keys.add(columns.column(key.name()));
        }
        selected.add(columns.time(source().timestampField()));
        for (Feature feature : view.features()) {
            selected.add(columns.value(feature.name(), feature.type()));
        }
        String newest = RowOrder.of(columns, source()).newestFirst();
        String order = keys.isEmpty() ? newest : String.join(", ", keys) + ", " + newest;
        String distinct = keys.isEmpty() ? "" : "DISTINCT ON (" + String.join(", ", keys) + ") ";
        return "SELECT " + distinct + String.join(", ", selected) + " FROM " + source().relation() + " AS s WHERE "
                + where() + " ORDER BY " + order + (keys.isEmpty() ? " LIMIT 1" : "");
    }

    List<JoinKey> layoutOrder() {
        return view.entities().stream().sorted(JoinKey.FEAST_ORDER).toList();
    }
}

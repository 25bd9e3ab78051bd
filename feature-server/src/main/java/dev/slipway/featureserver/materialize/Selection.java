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
 * @param now rows that claim to be written after this are not known yet
 * @param since what the cursor column must at least be, as SQL
 * @param exclusion rows that are left out, as SQL
 */
record Selection(
        ViewConfig view,
        SourceColumns columns,
        Optional<Instant> from,
        Instant to,
        Instant now,
        Optional<String> since,
        Optional<String> exclusion) {

    /** All rows of a view up to a time. */
    static Selection upTo(ViewConfig view, SourceColumns columns, Instant to, Instant now) {
        return new Selection(view, columns, Optional.empty(), to, now, Optional.empty(), Optional.empty());
    }

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

    Selection from(Optional<Instant> start) {
        return new Selection(view, columns, start, to, now, since, exclusion);
    }

    Selection since(Optional<String> condition) {
        return new Selection(view, columns, from, to, now, condition, exclusion);
    }

    Selection without(String predicate) {
        return new Selection(view, columns, from, to, now, since, Optional.of(predicate));
    }

    /** Rows in the window, not yet the latest ones only. */
    String where() throws FailureException {
        List<String> conditions = new ArrayList<>(known());
        if (from.isPresent()) {
            conditions.add(time() + " >= '" + from.get() + "'::timestamptz");
        }
        since.ifPresent(conditions::add);
        return String.join(" AND ", conditions);
    }

    /** Rows that count now, however old and whenever read. */
    List<String> known() throws FailureException {
        List<String> conditions = new ArrayList<>();
        conditions.add(time() + " <= '" + to + "'::timestamptz");
        if (source().createdField().isPresent()) {
            String created = columns.time(source().createdField().get());
            conditions.add("(" + created + " <= '" + now + "'::timestamptz OR " + created + " IS NULL)");
        }
        for (JoinKey key : view.entities()) {
            conditions.add(columns.column(key.name()) + " IS NOT NULL");
        }
        exclusion.ifPresent(predicate -> conditions.add("(" + predicate + ") IS NOT TRUE"));
        return conditions;
    }

    /** Rows that do not count yet: they are to happen, or to be written. */
    String pending() throws FailureException {
        String later = " > '" + to + "'::timestamptz";
        String pending = time() + later;
        return source().createdField().isPresent()
                ? "(" + pending + " OR " + columns.time(source().createdField().get()) + " > '" + now
                        + "'::timestamptz)"
                : pending;
    }

    String time() throws FailureException {
        return columns.time(source().timestampField());
    }

    /** The latest row of each entity: key columns, event time, features. */
    String latest() throws FailureException {
        List<String> selected = new ArrayList<>();
        List<String> keys = new ArrayList<>();
        for (JoinKey key : layoutOrder()) {
            selected.add(columns.value(key.name(), key.type()));
            keys.add(columns.column(key.name()));
        }
        selected.add(time());
        for (Feature feature : view.columnFeatures()) {
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

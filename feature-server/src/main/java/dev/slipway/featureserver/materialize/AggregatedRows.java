package dev.slipway.featureserver.materialize;

import dev.slipway.featureserver.aggregate.AggregateSql;
import dev.slipway.featureserver.aggregate.HopGroup;
import dev.slipway.featureserver.aggregate.Tiles;
import dev.slipway.featureserver.codec.JoinKey;
import dev.slipway.featureserver.config.Aggregation;
import dev.slipway.featureserver.config.Aggregation.Function;
import dev.slipway.featureserver.config.Identifiers;
import dev.slipway.featureserver.config.ViewConfig;
import dev.slipway.featureserver.config.ViewConfig.Feature;
import dev.slipway.featureserver.materialize.Progress.TilesAt;
import dev.slipway.featureserver.offline.RowOrder;
import dev.slipway.featureserver.offline.SourceColumns;
import dev.slipway.featureserver.offline.SourceKeys;
import dev.slipway.workload.failure.FailureException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The rows of a view with aggregations: the latest row of each entity whose values may have changed since the run before,
 * with its windows as of the run's time. An entity's values change without a row of it when a window moves.
 */
final class AggregatedRows {
    /** The column of the event time, which is no feature's name. */
    private static final String TIME = "\"slipway_event_time\"";

    private final Selection selection;
    private final Tiles tiles;
    private final ViewConfig view;
    private final SourceColumns columns;
    private final List<JoinKey> keys;
    private boolean all;
    private TilesAt at;

    /** Rows of a selection, whose {@code since} says which rows of the source have changed. */
    AggregatedRows(Connection connection, Selection selection) throws FailureException {
        this.selection = selection;
        this.view = selection.view();
        this.columns = selection.columns();
        this.keys = selection.layoutOrder();
        AggregateSql sql = new AggregateSql(columns, RowOrder.of(columns, selection.source()), view.aggregations());
        this.tiles = new Tiles(connection, view, columns, keys, sql);
        this.at = new TilesAt("", selection.to());
    }

    /** Brings the tiles up to the selection's time, from where they were at the end of the run before. */
    TilesAt prepare(Optional<TilesAt> before) throws SQLException, FailureException {
        Optional<TilesAt> usable = before.filter(then -> !then.time().isAfter(selection.to()));
        String epoch = tiles.epoch();
        boolean intact =
                usable.isPresent() && !epoch.isEmpty() && usable.get().epoch().equals(epoch);
        all = !intact || selection.since().isEmpty() || keys.isEmpty();
        if (intact && selection.since().isPresent()) {
            String changed = selection.since().get();
            tiles.update(selection.to(), selection.known(), changed);
            if (!keys.isEmpty()) {
                tiles.affected(usable.get().time(), selection.to(), changed);
            }
            tiles.forget(usable.get().time());
        } else {
            epoch = tiles.rebuild(selection.to(), selection.known());
        }
        at = new TilesAt(epoch, selection.to());
        return at;
    }

    /** Keys, event time and features, by their names. */
    String query() throws FailureException {
        List<String> selected = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            selected.add("l.k" + i + " AS " + Identifiers.quote(keys.get(i).name()));
        }
        selected.add("l.t AS " + TIME);
        for (int i = 0; i < view.columnFeatures().size(); i++) {
            selected.add("l.f" + i + " AS "
                    + Identifiers.quote(view.columnFeatures().get(i).name()));
        }
        for (Aggregation aggregation : view.aggregations()) {
            selected.add(value(aggregation) + " AS " + Identifiers.quote(aggregation.name()));
        }
        StringBuilder query =
                new StringBuilder("SELECT " + String.join(", ", selected) + " FROM (" + latest() + ") AS l");
        List<HopGroup> groups = tiles.groups();
        for (int g = 0; g < groups.size(); g++) {
            query.append(" LEFT JOIN (" + tiles.values(groups.get(g), at.time(), affected("t")) + ") AS g" + g + " ON "
                    + (keys.isEmpty() ? "true" : same("l", "g" + g)));
        }
        return query.toString();
    }

    private String value(Aggregation aggregation) {
        for (int g = 0; g < tiles.groups().size(); g++) {
            int place = tiles.groups().get(g).aggregations().indexOf(aggregation);
            if (place >= 0) {
                String value = "g" + g + ".a" + place;
                return aggregation.function() == Function.count ? "coalesce(" + value + ", 0)" : value;
            }
        }
        throw new IllegalStateException("an aggregation is in no group");
    }

    private String latest() throws FailureException {
        List<String> selected = new ArrayList<>();
        List<String> values = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            values.add(SourceKeys.value(columns, keys.get(i)));
            selected.add(values.get(i) + " AS k" + i);
        }
        selected.add(selection.time() + " AS t");
        for (int i = 0; i < view.columnFeatures().size(); i++) {
            Feature feature = view.columnFeatures().get(i);
            selected.add(columns.value(feature.name(), feature.type()) + " AS f" + i);
        }
        String newest = RowOrder.of(columns, selection.source()).newestFirst();
        String where = " WHERE " + selection.since(Optional.empty()).where() + " ORDER BY ";
        if (keys.isEmpty()) {
            return "SELECT " + String.join(", ", selected) + " FROM " + columns.from() + where + newest + " LIMIT 1";
        }
        String join = all
                ? ""
                : " JOIN pg_temp.slipway_affected AS a ON "
                        + String.join(" AND ", SourceKeys.equal(columns, keys, "a"));
        String by = String.join(", ", values);
        return "SELECT DISTINCT ON (" + by + ") " + String.join(", ", selected) + " FROM " + columns.from() + join
                + where + by + ", " + newest;
    }

    private String affected(String tile) {
        return all ? "" : " JOIN pg_temp.slipway_affected AS a ON " + same(tile, "a");
    }

    private String same(String one, String other) {
        List<String> conditions = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            conditions.add(one + ".k" + i + " = " + other + ".k" + i);
        }
        return String.join(" AND ", conditions);
    }
}

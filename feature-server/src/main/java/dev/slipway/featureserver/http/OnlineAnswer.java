package dev.slipway.featureserver.http;

import dev.slipway.featureserver.codec.ByteSink;
import dev.slipway.featureserver.codec.FieldStatus;
import dev.slipway.featureserver.codec.JsonValues;
import dev.slipway.featureserver.config.ViewConfig.ExpiredPolicy;
import dev.slipway.featureserver.metrics.ServerMetrics;
import dev.slipway.featureserver.plan.KeyGroup;
import dev.slipway.featureserver.plan.ReadPlan;
import dev.slipway.featureserver.plan.ReadPlan.Column;
import dev.slipway.featureserver.plan.ViewPlan;
import dev.slipway.workload.json.JsonText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the answer of {@code /get-online-features} column by column, in Feast's form. One for each event loop. */
final class OnlineAnswer {
    private static final byte PRESENT = FieldStatus.PRESENT.number();
    private static final byte INVALID = FieldStatus.INVALID.number();
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};
    private static final byte EXPIRED = FieldStatus.OUTSIDE_MAX_AGE.number();

    private final JsonValues values = new JsonValues();
    private final ServerMetrics metrics;
    private byte[] statuses = new byte[64];
    private final int[] counts = new int[FieldStatus.values().length];

    OnlineAnswer(ServerMetrics metrics) {
        this.metrics = metrics;
    }

    /**
     * Writes the whole answer.
     *
     * @param groups the cells of each group of the plan; null where the request lacks its join keys
     * @param now nanoseconds since 1970
     * @param versions whether the views and their versions are told, of which there is one
     */
    void write(
            ByteSink out,
            ReadPlan plan,
            EntityRows entities,
            @Nullable GroupCells[] groups,
            long now,
            boolean versions) {
        int rows = entities.rows();
        if (statuses.length < rows) {
            statuses = new byte[rows];
        }
        ViewRows[][] views = views(plan, groups, rows, now);
        out.ascii("{\"results\":[");
        boolean first = true;
        for (EntityColumn column : entities.columns()) {
            comma(out, first);
            first = false;
            entity(out, column, rows);
        }
        for (Column column : plan.columns()) {
            comma(out, first);
            first = false;
            feature(out, column, groups[column.group()], views[column.group()][column.view()], rows);
            String view =
                    plan.groups().get(column.group()).views().get(column.view()).name();
            metrics.view(view).statuses(counts);
        }
        out.ascii("],\"metadata\":{\"feature_names\":[");
        names(out, entities.columns(), plan.columns());
        out.put(']');
        if (versions) {
            versions(out, plan);
        }
        out.ascii("}}");
    }

    private ViewRows[][] views(ReadPlan plan, @Nullable GroupCells[] groups, int rows, long now) {
        ViewRows[][] views = new ViewRows[groups.length][];
        for (int i = 0; i < groups.length; i++) {
            KeyGroup group = plan.groups().get(i);
            GroupCells cells = groups[i];
            views[i] = new ViewRows[group.views().size()];
            for (int view = 0; view < views[i].length; view++) {
                views[i][view] = cells == null
                        ? ViewRows.absent(rows)
                        : ViewRows.of(
                                cells,
                                view,
                                rows,
                                now,
                                metrics.view(group.views().get(view).name()));
            }
        }
        return views;
    }

    private static void entity(ByteSink out, EntityColumn column, int rows) {
        out.ascii("{\"values\":[");
        column.write(out);
        out.ascii("],\"statuses\":[");
        repeat(out, "\"PRESENT\"", rows);
        out.ascii("],\"event_timestamps\":[");
        repeat(out, "\"1970-01-01T00:00:00Z\"", rows);
        out.ascii("]}");
    }

    private void feature(ByteSink out, Column column, @Nullable GroupCells cells, ViewRows view, int rows) {
        java.util.Arrays.fill(counts, 0);
        out.ascii("{\"values\":[");
        boolean differs = values(out, column, cells, view.rowStatus(), rows);
        out.ascii("],\"statuses\":[");
        if (differs) {
            ViewRows.write(out, statuses, rows);
        } else {
            out.put(view.statuses());
        }
        out.ascii("],\"event_timestamps\":[");
        out.put(view.times());
        out.ascii("]}");
    }

    /** Writes the values; whether any has another status than its row. */
    private boolean values(ByteSink out, Column column, @Nullable GroupCells cells, byte[] rowStatus, int rows) {
        boolean differs = false;
        boolean hidden = cells != null
                && cells.group().views().get(column.view()).config().expired() == ExpiredPolicy.Null;
        for (int row = 0; row < rows; row++) {
            if (row > 0) {
                out.put(',');
            }
            byte status = rowStatus[row];
            if (cells == null || (status != PRESENT && (status != EXPIRED || hidden))) {
                out.put(status == INVALID ? NULL : column.absent());
            } else {
                byte own = value(out, column, cells, cells.keyOfRow(row));
                if (own != PRESENT && status == PRESENT) {
                    status = own;
                    differs = true;
                }
            }
            statuses[row] = status;
            counts[status]++;
        }
        return differs;
    }

    private byte value(ByteSink out, Column column, GroupCells cells, int key) {
        int length = cells.length(key, column.cell());
        if (length <= 0) {
            out.put(column.absent());
            // Null; or the row is there without this feature: it was written before the feature was added.
            return FieldStatus.NULL_VALUE.number();
        }
        int offset = cells.offset(key, column.cell());
        boolean bare = cells.group().command() == KeyGroup.Command.GET;
        int start = out.length();
        FieldStatus status = bare
                ? values.writeBare(out, column.type(), cells.data(), offset, length)
                : values.write(out, column.type(), cells.data(), offset, length);
        if (status == FieldStatus.NULL_VALUE) {
            out.truncate(start);
            out.put(column.absent());
        }
        return status.number();
    }

    private static void names(ByteSink out, List<EntityColumn> entities, List<Column> columns) {
        boolean first = true;
        for (EntityColumn column : entities) {
            comma(out, first);
            first = false;
            out.utf8(JsonText.quote(column.name()));
        }
        for (Column column : columns) {
            comma(out, first);
            first = false;
            out.put(column.quotedName());
        }
    }

    private static void versions(ByteSink out, ReadPlan plan) {
        out.ascii(",\"feature_view_metadata\":[");
        boolean first = true;
        for (KeyGroup group : plan.groups()) {
            for (ViewPlan view : group.views()) {
                comma(out, first);
                first = false;
                out.ascii("{\"name\":");
                out.utf8(JsonText.quote(view.name()));
                out.put('}');
            }
        }
        out.put(']');
    }

    private static void repeat(ByteSink out, String text, int times) {
        for (int i = 0; i < times; i++) {
            comma(out, i == 0);
            out.ascii(text);
        }
    }

    private static void comma(ByteSink out, boolean first) {
        if (!first) {
            out.put(',');
        }
    }
}

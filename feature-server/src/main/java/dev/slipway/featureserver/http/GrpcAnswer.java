package dev.slipway.featureserver.http;

import dev.slipway.featureserver.codec.ByteSink;
import dev.slipway.featureserver.codec.EventTimes;
import dev.slipway.featureserver.codec.FieldStatus;
import dev.slipway.featureserver.codec.StoredValues;
import dev.slipway.featureserver.codec.Wire;
import dev.slipway.featureserver.config.ViewConfig.ExpiredPolicy;
import dev.slipway.featureserver.metrics.ServerMetrics;
import dev.slipway.featureserver.metrics.ViewMetrics;
import dev.slipway.featureserver.plan.KeyGroup;
import dev.slipway.featureserver.plan.ReadPlan;
import dev.slipway.featureserver.plan.ReadPlan.Column;
import dev.slipway.featureserver.plan.ViewPlan;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code feast.serving.GetOnlineFeaturesResponse} (ServingService.proto of Feast 0.67): join keys first, as Feast's own
 * server does. Values go out as they stand in Redis. One for each event loop.
 */
final class GrpcAnswer {
    private static final int VALUE = 1 << 3 | Wire.DELIMITED;
    private static final int STATUSES = 2 << 3 | Wire.DELIMITED;
    private static final int TIME = 3 << 3 | Wire.DELIMITED;
    private static final byte PRESENT = FieldStatus.PRESENT.number();
    private static final byte INVALID = FieldStatus.INVALID.number();
    private static final byte EXPIRED = FieldStatus.OUTSIDE_MAX_AGE.number();
    private static final byte[] NOTHING = new byte[0];

    private final StoredValues values = new StoredValues();
    private final ServerMetrics metrics;
    private final int[] counts = new int[FieldStatus.values().length];

    GrpcAnswer(ServerMetrics metrics) {
        this.metrics = metrics;
    }

    /** Writes the whole answer; the parameters are those of {@link OnlineAnswer#write}. */
    void write(
            ByteSink out,
            ReadPlan plan,
            EntityRows entities,
            @Nullable GroupCells[] groups,
            long now,
            boolean versions) {
        int rows = entities.rows();
        metadata(out, plan, entities, versions);
        for (EntityColumn column : entities.columns()) {
            entity(out, column, rows);
        }
        RowTimes[][] views = new RowTimes[groups.length][];
        for (int i = 0; i < groups.length; i++) {
            views[i] = views(plan.groups().get(i), groups[i], rows, now);
        }
        for (Column column : plan.columns()) {
            Arrays.fill(counts, 0);
            feature(out, column, groups[column.group()], views[column.group()][column.view()]);
            ViewPlan view = plan.groups().get(column.group()).views().get(column.view());
            metrics.view(view.name()).statuses(counts);
        }
    }

    private static void metadata(ByteSink out, ReadPlan plan, EntityRows entities, boolean versions) {
        int start = out.length();
        for (EntityColumn column : entities.columns()) {
            text(out, column.name());
        }
        for (Column column : plan.columns()) {
            text(out, column.name());
        }
        out.wrap(start, 1);
        if (versions) {
            for (KeyGroup group : plan.groups()) {
                for (ViewPlan view : group.views()) {
                    int from = out.length();
                    text(out, view.name());
                    out.wrap(from, 2);
                }
            }
        }
        out.wrap(start, 1);
    }

    private static void text(ByteSink out, String text) {
        int from = out.length();
        out.utf8(text);
        out.wrap(from, 1);
    }

    private static void entity(ByteSink out, EntityColumn column, int rows) {
        int start = out.length();
        for (int row = 0; row < rows; row++) {
            int from = out.length();
            column.value(out, row);
            out.wrap(from, 1);
        }
        byte[] statuses = new byte[rows];
        Arrays.fill(statuses, PRESENT);
        statuses(out, statuses);
        for (int row = 0; row < rows; row++) {
            out.put(TIME);
            out.put(0);
        }
        out.wrap(start, 2);
    }

    private RowTimes[] views(KeyGroup group, @Nullable GroupCells cells, int rows, long now) {
        RowTimes[] views = new RowTimes[group.views().size()];
        for (int view = 0; view < views.length; view++) {
            views[view] = cells == null
                    ? RowTimes.absent(rows)
                    : RowTimes.of(
                            cells,
                            view,
                            rows,
                            now,
                            metrics.view(group.views().get(view).name()));
        }
        return views;
    }

    private void feature(ByteSink out, Column column, @Nullable GroupCells cells, RowTimes view) {
        int start = out.length();
        byte[] statuses = view.statuses().clone();
        boolean hidden = cells != null
                && cells.group().views().get(column.view()).config().expired() == ExpiredPolicy.Null;
        for (int row = 0; row < statuses.length; row++) {
            byte status = statuses[row];
            if (cells == null || (status != PRESENT && (status != EXPIRED || hidden))) {
                value(out, status == INVALID ? NOTHING : column.absentValue());
            } else {
                byte own = value(out, column, cells, cells.keyOfRow(row));
                statuses[row] = status == PRESENT ? own : status;
            }
            counts[statuses[row]]++;
        }
        statuses(out, statuses);
        out.put(view.times());
        out.wrap(start, 2);
    }

    private byte value(ByteSink out, Column column, GroupCells cells, int key) {
        int length = cells.length(key, column.cell());
        if (length <= 0) {
            value(out, column.absentValue());
            return FieldStatus.NULL_VALUE.number();
        }
        int offset = cells.offset(key, column.cell());
        boolean bare = cells.group().command() == KeyGroup.Command.GET;
        FieldStatus status = bare
                ? values.checkBare(column.type(), cells.data(), offset, length)
                : values.check(column.type(), cells.data(), offset, length);
        if (status != FieldStatus.PRESENT) {
            value(out, status == FieldStatus.INVALID ? NOTHING : column.absentValue());
            return status.number();
        }
        int from = out.length();
        if (bare) {
            int wire = column.type().scalar() ? column.type().element().wire() : Wire.DELIMITED;
            out.varint((long) column.type().number() << 3 | wire);
        }
        out.put(cells.data(), offset, length);
        out.wrap(from, 1);
        return PRESENT;
    }

    private static void value(ByteSink out, byte[] value) {
        out.put(VALUE);
        out.varint(value.length);
        out.put(value);
    }

    private static void statuses(ByteSink out, byte[] statuses) {
        out.put(STATUSES);
        out.varint(statuses.length);
        out.put(statuses);
    }

    /** What all features of one view have in common: the status of each row, and the event times, serialized once. */
    @SuppressWarnings("ArrayRecordComponent") // Made for one answer, compared never.
    private record RowTimes(byte[] statuses, byte[] times) {
        static RowTimes of(GroupCells cells, int view, int rows, long now, ViewMetrics metrics) {
            ViewPlan plan = cells.group().views().get(view);
            byte[] statuses = new byte[rows];
            ByteSink times = new ByteSink(rows * 16);
            long[] ofKey = new long[cells.keyCount()];
            for (int key = 0; key < ofKey.length; key++) {
                ofKey[key] = cells.lost(key) ? GroupCells.UNREADABLE : cells.eventTime(key, view);
                if (ofKey[key] > GroupCells.UNREADABLE) {
                    metrics.served(ofKey[key], now);
                }
            }
            for (int row = 0; row < rows; row++) {
                long time = ofKey[cells.keyOfRow(row)];
                statuses[row] = ViewRows.status(plan, time, now).number();
                int from = times.length();
                if (time > GroupCells.UNREADABLE) {
                    EventTimes.encode(times, time);
                }
                times.wrap(from, 3);
            }
            return new RowTimes(statuses, times.toByteArray());
        }

        static RowTimes absent(int rows) {
            byte[] statuses = new byte[rows];
            Arrays.fill(statuses, FieldStatus.NOT_FOUND.number());
            byte[] times = new byte[2 * rows];
            for (int row = 0; row < rows; row++) {
                times[2 * row] = TIME;
            }
            return new RowTimes(statuses, times);
        }
    }
}

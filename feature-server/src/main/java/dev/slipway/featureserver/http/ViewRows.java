package dev.slipway.featureserver.http;

import dev.slipway.featureserver.codec.ByteSink;
import dev.slipway.featureserver.codec.EventTimes;
import dev.slipway.featureserver.codec.FieldStatus;
import dev.slipway.featureserver.codec.Rfc3339;
import dev.slipway.featureserver.metrics.ViewMetrics;
import dev.slipway.featureserver.plan.ViewPlan;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * What all features of one view have in common in one answer: the status of each row before its values are looked at, and
 * the two arrays of JSON that are the same for every feature, written once.
 */
final class ViewRows {
    private static final byte[][] STATUS = Arrays.stream(FieldStatus.values())
            .map(status -> ("\"" + status + "\"").getBytes(StandardCharsets.US_ASCII))
            .toArray(byte[][]::new);
    private static final byte[] EPOCH = "\"1970-01-01T00:00:00Z\"".getBytes(StandardCharsets.US_ASCII);
    private static final int TIME_WIDTH = 33;

    private final byte[] rowStatus;
    private final byte[] statuses;
    private final byte[] times;

    private ViewRows(byte[] rowStatus, byte[] statuses, byte[] times) {
        this.rowStatus = rowStatus;
        this.statuses = statuses;
        this.times = times;
    }

    static ViewRows of(GroupCells cells, int view, int rows, long now, ViewMetrics metrics) {
        ViewPlan plan = cells.group().views().get(view);
        byte[] ofKey = new byte[cells.keyCount()];
        byte[] ofRow = new byte[rows];
        ByteSink keyTimes = new ByteSink(ofKey.length * TIME_WIDTH);
        int[] timeEnds = new int[ofKey.length];
        for (int key = 0; key < ofKey.length; key++) {
            long time = cells.lost(key) ? GroupCells.UNREADABLE : cells.eventTime(key, view);
            ofKey[key] = status(plan, time, now).number();
            time(keyTimes, time);
            timeEnds[key] = keyTimes.length();
            if (time > GroupCells.UNREADABLE) {
                metrics.served(time, now);
            }
        }
        ByteSink times = new ByteSink(rows * TIME_WIDTH);
        for (int row = 0; row < rows; row++) {
            int key = cells.keyOfRow(row);
            ofRow[row] = ofKey[key];
            int start = key == 0 ? 0 : timeEnds[key - 1];
            comma(times, row);
            times.put(keyTimes.array(), start, timeEnds[key] - start);
        }
        ByteSink statuses = new ByteSink(rows * 12);
        write(statuses, ofRow, rows);
        return new ViewRows(ofRow, statuses.toByteArray(), times.toByteArray());
    }

    /** A view whose join keys the request does not have. */
    static ViewRows absent(int rows) {
        byte[] ofRow = new byte[rows];
        Arrays.fill(ofRow, FieldStatus.NOT_FOUND.number());
        ByteSink times = new ByteSink(rows * TIME_WIDTH);
        for (int row = 0; row < rows; row++) {
            comma(times, row);
            times.put(EPOCH);
        }
        ByteSink statuses = new ByteSink(rows * 12);
        write(statuses, ofRow, rows);
        return new ViewRows(ofRow, statuses.toByteArray(), times.toByteArray());
    }

    /** The status of each row, by number. */
    byte[] rowStatus() {
        return rowStatus;
    }

    /** The statuses of a feature whose values change none, without brackets. */
    byte[] statuses() {
        return statuses;
    }

    /** The event times, without brackets. */
    byte[] times() {
        return times;
    }

    /** Writes statuses with commas between. */
    static void write(ByteSink out, byte[] ordinals, int rows) {
        for (int row = 0; row < rows; row++) {
            comma(out, row);
            out.put(STATUS[ordinals[row]]);
        }
    }

    static FieldStatus status(ViewPlan plan, long time, long now) {
        if (time == EventTimes.NONE) {
            return FieldStatus.NOT_FOUND;
        }
        if (time == GroupCells.UNREADABLE) {
            return FieldStatus.INVALID;
        }
        return plan.expired(time, now) ? FieldStatus.OUTSIDE_MAX_AGE : FieldStatus.PRESENT;
    }

    private static void time(ByteSink out, long time) {
        if (time <= GroupCells.UNREADABLE) {
            out.put(EPOCH);
            return;
        }
        out.put('"');
        Rfc3339.write(out, time);
        out.put('"');
    }

    private static void comma(ByteSink out, int row) {
        if (row > 0) {
            out.put(',');
        }
    }
}

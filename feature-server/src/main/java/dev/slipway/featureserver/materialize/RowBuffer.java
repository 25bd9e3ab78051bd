package dev.slipway.featureserver.materialize;

import dev.slipway.featureserver.codec.ByteSink;
import dev.slipway.featureserver.codec.EventTimes;
import dev.slipway.featureserver.codec.JoinKey;
import dev.slipway.featureserver.ingest.RowScript;
import dev.slipway.featureserver.offline.BinaryCells;
import dev.slipway.featureserver.plan.ViewPlan;
import java.util.List;

/** Rows of COPY as arguments for Redis, up to one batch. Reused from batch to batch: memory does not grow with the rows. */
final class RowBuffer {
    private final ViewPlan view;
    private final List<JoinKey> keys;
    private final RowScript script;
    private final ByteSink arguments = new ByteSink(1 << 16);
    private final ByteSink keyBytes = new ByteSink(1 << 14);
    private final ByteSink values = new ByteSink(1 << 10);
    private final int[] argumentEnds;
    private final int[] keyEnds;
    private final int[] valueEnds;
    private final Row row = new Row();
    private int rows;
    private long newest = EventTimes.NONE;

    RowBuffer(ViewPlan view, List<JoinKey> keys, RowScript script, int capacity) {
        this.view = view;
        this.keys = keys;
        this.script = script;
        this.argumentEnds = new int[capacity];
        this.keyEnds = new int[capacity];
        this.valueEnds = new int[view.size()];
    }

    /** Adds a row that begins, after its count of fields, at {@code at}; its event time. */
    long add(byte[] message, int at) {
        int next = at;
        if (keys.isEmpty()) {
            view.onlyKey(keyBytes);
        } else {
            view.key().begin(keyBytes);
            for (JoinKey key : keys) {
                int length = BinaryCells.int32(message, next);
                BinaryCells.key(keyBytes, key, message, next + 4, length);
                next += 4 + length;
            }
            view.endKey(keyBytes);
        }
        long eventTime = BinaryCells.eventTime(message, next + 4);
        next += 12;
        values.truncate(0);
        for (int i = 0; i < view.size(); i++) {
            int length = BinaryCells.int32(message, next);
            BinaryCells.value(values, view.type(i), message, next + 4, length);
            next += 4 + Math.max(0, length);
            valueEnds[i] = values.length();
        }
        script.encode(arguments, eventTime, row);
        keyEnds[rows] = keyBytes.length();
        argumentEnds[rows++] = arguments.length();
        newest = Math.max(newest, eventTime);
        return eventTime;
    }

    boolean full() {
        return rows == keyEnds.length || arguments.length() > (4 << 20);
    }

    int rows() {
        return rows;
    }

    void clear() {
        rows = 0;
        arguments.truncate(0);
        keyBytes.truncate(0);
    }

    ByteSink arguments() {
        return arguments;
    }

    int[] argumentEnds() {
        return argumentEnds;
    }

    ByteSink keyBytes() {
        return keyBytes;
    }

    int[] keyEnds() {
        return keyEnds;
    }

    /** The newest event time of all rows added since the beginning. */
    long newest() {
        return newest;
    }

    private final class Row implements RowScript.Values {
        @Override
        public byte[] array(int feature) {
            return values.array();
        }

        @Override
        public int offset(int feature) {
            return feature == 0 ? 0 : valueEnds[feature - 1];
        }

        @Override
        public int length(int feature) {
            return valueEnds[feature] - offset(feature);
        }
    }
}

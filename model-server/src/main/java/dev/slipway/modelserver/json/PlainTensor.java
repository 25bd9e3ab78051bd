package dev.slipway.modelserver.json;

import dev.slipway.modelserver.onnx.DataType;
import dev.slipway.modelserver.onnx.ScratchBuffer;

/** Numbers of a {@link PlainJson} document straight into a tensor: a flat list, or a list of equally long lists. */
public final class PlainTensor {
    private final PlainJson json;
    private final DataType type;
    private final ScratchBuffer into;

    /** A reader of one tensor. */
    public PlainTensor(PlainJson json, DataType type, ScratchBuffer into) {
        this.json = json;
        this.type = type;
        this.into = into;
    }

    /** Whether there is a quick way for such elements. */
    public static boolean knows(DataType type) {
        return switch (type) {
            case FP32, FP64, INT32, INT64 -> true;
            default -> false;
        };
    }

    /** Reads the list that comes next; its sizes. */
    public long[] read() throws UnusualException {
        json.expect('[');
        if (!json.accept('[')) {
            return new long[] {row()};
        }
        int width = row();
        int rows = 1;
        while (json.more(']')) {
            json.expect('[');
            if (row() != width) {
                throw UnusualException.unusual();
            }
            rows++;
        }
        return new long[] {rows, width};
    }

    private int row() throws UnusualException {
        return switch (type) {
            case FP32 -> floats();
            case FP64 -> doubles();
            case INT32 -> integers();
            default -> longs();
        };
    }

    private int floats() throws UnusualException {
        int count = 0;
        do {
            into.room(Float.BYTES).putFloat(json.nextFloat());
            count++;
        } while (json.more(']'));
        return count;
    }

    private int doubles() throws UnusualException {
        int count = 0;
        do {
            into.room(Double.BYTES).putDouble(json.nextDouble());
            count++;
        } while (json.more(']'));
        return count;
    }

    private int longs() throws UnusualException {
        int count = 0;
        do {
            into.room(Long.BYTES).putLong(json.nextLong());
            count++;
        } while (json.more(']'));
        return count;
    }

    private int integers() throws UnusualException {
        int count = 0;
        do {
            long value = json.nextLong();
            if (value != (int) value) {
                throw UnusualException.unusual();
            }
            into.room(Integer.BYTES).putInt((int) value);
            count++;
        } while (json.more(']'));
        return count;
    }
}

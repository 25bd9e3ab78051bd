package dev.slipway.driftjob.read.parquet;

import dev.hardwood.metadata.PhysicalType;

/** BYTE_STREAM_SPLIT: first all first bytes, then all second ones, and so on. */
final class SplitValues implements Values {
    private final PhysicalType type;
    private final byte[] bytes;
    private final int from;
    private final int width;
    private final int total;
    private int next;

    /**
     * @param width bytes of a value
     */
    SplitValues(PhysicalType type, byte[] bytes, int from, int end, int width) {
        this.type = type;
        this.bytes = bytes;
        this.from = from;
        this.width = width;
        this.total = (end - from) / Math.max(1, width);
    }

    private int take(int count) {
        if (count > total - next) {
            throw new DamagedFileException("a page ends early");
        }
        int first = next;
        next += count;
        return first;
    }

    private long raw(int value) {
        long raw = 0;
        for (int k = 0; k < width; k++) {
            raw |= (bytes[from + k * total + value] & 0xFFL) << (8 * k);
        }
        return raw;
    }

    @Override
    public void read(double[] to, int count) {
        int first = take(count);
        for (int i = 0; i < count; i++) {
            long raw = raw(first + i);
            to[i] = type == PhysicalType.DOUBLE ? Double.longBitsToDouble(raw) : Float.intBitsToFloat((int) raw);
        }
    }

    @Override
    public void read(long[] to, int count) {
        int first = take(count);
        for (int i = 0; i < count; i++) {
            long raw = raw(first + i);
            to[i] = type == PhysicalType.INT32 ? (int) raw : raw;
        }
    }

    @Override
    public void read(Binaries to, int count) {
        int first = take(count);
        byte[] joined = new byte[count * width];
        for (int i = 0; i < count; i++) {
            for (int k = 0; k < width; k++) {
                joined[i * width + k] = bytes[from + k * total + first + i];
            }
            to.set(i, i * width, width);
        }
        to.in(joined);
    }
}

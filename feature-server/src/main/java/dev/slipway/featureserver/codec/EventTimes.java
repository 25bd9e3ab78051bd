package dev.slipway.featureserver.codec;

/**
 * Event times as nanoseconds since 1970 UTC in a {@code long} (years 1678 to 2262), and their form in Redis: a serialized
 * {@code google.protobuf.Timestamp}, of which 1970 itself is the empty string.
 */
public final class EventTimes {
    /** No event time. */
    public static final long NONE = Long.MIN_VALUE;

    private static final long NANOS = 1_000_000_000L;

    private EventTimes() {}

    /** Seconds and nanoseconds as one number; a time too far away is the farthest one. */
    public static long of(long seconds, int nanos) {
        if (seconds >= Long.MAX_VALUE / NANOS) {
            return Long.MAX_VALUE;
        }
        if (seconds <= Long.MIN_VALUE / NANOS) {
            return Long.MIN_VALUE + 1;
        }
        return seconds * NANOS + nanos;
    }

    /** Whole seconds, rounded towards the past. */
    public static long seconds(long time) {
        return Math.floorDiv(time, NANOS);
    }

    /** What the seconds leave, 0 to 999,999,999. */
    public static int nanos(long time) {
        return (int) Math.floorMod(time, NANOS);
    }

    /** Writes the serialized Timestamp. */
    public static void encode(ByteSink out, long time) {
        long seconds = seconds(time);
        int nanos = nanos(time);
        if (seconds != 0) {
            out.put(1 << 3 | Wire.VARINT);
            out.varint(seconds);
        }
        if (nanos != 0) {
            out.put(2 << 3 | Wire.VARINT);
            out.varint(nanos);
        }
    }

    /** Reads a serialized Timestamp. */
    public static long decode(WireReader in) {
        long seconds = 0;
        long nanos = 0;
        while (in.more()) {
            int tag = (int) in.varint();
            switch (tag) {
                case 1 << 3 | Wire.VARINT -> seconds = in.varint();
                case 2 << 3 | Wire.VARINT -> nanos = in.varint();
                default -> in.skip(tag & 7);
            }
        }
        if (nanos < 0 || nanos >= NANOS) {
            throw new MalformedValueException("a timestamp has " + nanos + " nanoseconds");
        }
        return of(seconds, (int) nanos);
    }
}

package dev.slipway.featureserver.codec;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * One row of a view as one value of Redis: at most half the bytes of Feast's hash, and one small command to read.
 *
 * <pre>
 * u8  version, 1
 * i64 event time, seconds          u32 event time, nanoseconds
 * u32 schema: hash of names and types of the features     u16 number of features
 * bitmap: bit i of byte i/8 is set where feature i has a value
 * the values in order: each a field of feast.types.Value without its tag, which the type implies
 * </pre>
 *
 * Numbers stand lowest byte first. A feature may be added at the end of the view: older rows have fewer features, and the
 * schema's hash covers just those.
 */
public final class PackedRow {
    /** The version that this code writes. */
    public static final int VERSION = 1;

    /** Bytes before the bitmap. */
    public static final int HEADER = 19;

    private static final int SCHEMA_AT = 13;

    private final ValueType[] types;
    private final int[] schemas;

    /** The rows of a view with these features. */
    public PackedRow(List<String> names, List<ValueType> types) {
        this.types = types.toArray(ValueType[]::new);
        this.schemas = new int[names.size() + 1];
        StringBuilder schema = new StringBuilder();
        for (int i = 0; i < names.size(); i++) {
            schema.append(names.get(i)).append(':').append(types.get(i)).append('\n');
            schemas[i + 1] = Murmur3.hash(schema.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Begins a row; the bitmap is empty. */
    public void begin(ByteSink out, long eventTime) {
        out.put(VERSION);
        out.int64(EventTimes.seconds(eventTime));
        out.int32(EventTimes.nanos(eventTime));
        out.int32(schemas[types.length]);
        out.put(types.length);
        out.put(types.length >>> 8);
        for (int i = 0; i < types.length; i += 8) {
            out.put(0);
        }
    }

    /**
     * The next value of the row that began at {@code start}.
     *
     * @param value a serialized {@code feast.types.Value} of the feature's type; empty for null
     */
    public void value(ByteSink out, int start, int feature, byte[] value, int offset, int length) {
        if (length == 0) {
            return;
        }
        out.array()[start + HEADER + feature / 8] |= (byte) (1 << (feature & 7));
        int tag = ByteSink.varintWidth(types[feature].number() << 3);
        out.put(value, offset + tag, length - tag);
    }

    /** The event time of a row. */
    public static long eventTime(byte[] row, int offset, int length) {
        if (length < HEADER || row[offset] != VERSION) {
            throw new MalformedValueException("no packed row of version " + VERSION);
        }
        return EventTimes.of(Bytes.int64(row, offset + 1), Bytes.int32(row, offset + 9));
    }

    /**
     * Finds the values of a row: where each begins and how long it is, 0 for null.
     *
     * @param offsets filled for every feature of the view
     * @param lengths filled for every feature of the view
     */
    public void index(WireReader in, byte[] row, int offset, int length, int[] offsets, int[] lengths, int at) {
        int count = (row[offset + 17] & 0xff) | (row[offset + 18] & 0xff) << 8;
        if (count > types.length || Bytes.int32(row, offset + SCHEMA_AT) != schemas[count]) {
            throw new MalformedValueException("the row was written for other features");
        }
        int bitmap = offset + HEADER;
        int values = (count + 7) / 8 + HEADER;
        if (values > length) {
            throw new MalformedValueException("the row is cut off");
        }
        in.over(row, offset + values, length - values);
        for (int i = 0; i < types.length; i++) {
            boolean present = i < count && (row[bitmap + i / 8] >> (i & 7) & 1) == 1;
            offsets[at + i] = in.position();
            if (present) {
                in.skip(types[i].scalar() ? types[i].element().wire() : Wire.DELIMITED);
            }
            lengths[at + i] = in.position() - offsets[at + i];
        }
    }
}

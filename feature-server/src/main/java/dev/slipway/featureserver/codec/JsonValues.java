package dev.slipway.featureserver.codec;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Base64;

/**
 * Serialized {@code feast.types.Value} to JSON as Feast's HTTP server writes it (feature_server_utils.py of Feast 0.67):
 * floats widened to double, bytes in base64, times as whole seconds, lists and sets as arrays, maps as objects. What JSON
 * cannot say (NaN, infinities) and Feast's sentinel for a null timestamp is null. One instance for each event loop.
 */
public final class JsonValues {
    private static final long NULL_TIMESTAMP = Long.MIN_VALUE;
    private static final int MAX_DEPTH = 32;
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};

    private final WireReader in = new WireReader();

    /** Writes one cell; if it cannot be read, exactly {@code null}, whatever has been tried. */
    public FieldStatus write(ByteSink out, ValueType declared, byte[] from, int offset, int length) {
        if (length == 0) {
            out.put(NULL);
            return FieldStatus.NULL_VALUE;
        }
        int start = out.length();
        try {
            return fields(out, declared, in.over(from, offset, length));
        } catch (MalformedValueException e) {
            out.truncate(start);
            out.put(NULL);
            return FieldStatus.INVALID;
        }
    }

    /** Writes one cell of a packed row: the same without the tag. */
    public FieldStatus writeBare(ByteSink out, ValueType declared, byte[] from, int offset, int length) {
        if (length == 0) {
            out.put(NULL);
            return FieldStatus.NULL_VALUE;
        }
        int start = out.length();
        try {
            return one(out, declared, in.over(from, offset, length), 0) ? FieldStatus.PRESENT : FieldStatus.NULL_VALUE;
        } catch (MalformedValueException e) {
            out.truncate(start);
            out.put(NULL);
            return FieldStatus.INVALID;
        }
    }

    /** Writes a value of whatever type it is; {@code null} where it is none. */
    public void writeAny(ByteSink out, byte[] from, int offset, int length) {
        in.over(from, offset, length);
        value(out, in, offset + length, 0);
    }

    private FieldStatus fields(ByteSink out, ValueType declared, WireReader value) {
        int start = out.length();
        FieldStatus status = FieldStatus.NULL_VALUE;
        out.put(NULL);
        while (value.more()) {
            long tag = value.varint();
            int field = (int) (tag >>> 3);
            int wire = (int) tag & 7;
            if (field == ValueType.NULL_FIELD) {
                value.skip(wire);
                continue;
            }
            if (field != declared.number()) {
                throw new MalformedValueException("field " + field + " where " + declared + " was declared");
            }
            if (wire != (declared.scalar() ? declared.element().wire() : Wire.DELIMITED)) {
                throw new MalformedValueException("wire type " + wire);
            }
            out.truncate(start);
            status = one(out, declared, value, 0) ? FieldStatus.PRESENT : FieldStatus.NULL_VALUE;
        }
        return status;
    }

    /** Writes a value whose tag has been read; whether it was one. */
    private boolean one(ByteSink out, ValueType type, WireReader value, int depth) {
        if (depth > MAX_DEPTH) {
            throw new MalformedValueException("nested deeper than " + MAX_DEPTH);
        }
        if (type.scalar()) {
            return element(out, type.element(), value, depth);
        }
        int length = value.delimited();
        int end = value.position() + length;
        out.put('[');
        boolean first = true;
        while (value.position() < end) {
            int tag = (int) value.varint();
            if (tag >>> 3 != 1) {
                value.skip(tag & 7);
            } else if ((tag & 7) == type.element().wire()) {
                first = comma(out, first);
                element(out, type.element(), value, depth);
            } else if ((tag & 7) == Wire.DELIMITED) {
                first = packed(out, type.element(), value, first, depth);
            } else {
                throw new MalformedValueException("wire type " + (tag & 7));
            }
        }
        atEnd(value, end);
        out.put(']');
        return true;
    }

    private boolean packed(ByteSink out, Element element, WireReader value, boolean first, int depth) {
        int length = value.delimited();
        int end = value.position() + length;
        boolean none = first;
        while (value.position() < end) {
            none = comma(out, none);
            element(out, element, value, depth);
        }
        atEnd(value, end);
        return none;
    }

    private boolean element(ByteSink out, Element element, WireReader value, int depth) {
        switch (element) {
            case INT32 -> {
                int whole = (int) value.varint();
                out.decimal(whole);
            }
            case INT64 -> out.decimal(value.varint());
            case BOOL -> out.ascii(value.varint() == 0 ? "false" : "true");
            case DOUBLE -> {
                return number(out, Double.longBitsToDouble(value.fixed64()));
            }
            case FLOAT -> {
                return number(out, Float.intBitsToFloat(value.fixed32()));
            }
            case TIMESTAMP -> {
                return time(out, value.varint());
            }
            case STRING -> {
                int length = value.delimited();
                JsonStrings.write(out, value.array(), value.position(), length);
                value.position(value.position() + length);
            }
            case BYTES -> base64(out, value);
            case MAP -> map(out, value, depth + 1);
            case VALUE -> nested(out, value, depth + 1);
            case SCALAR_MAP -> {
                value.skip(Wire.DELIMITED);
                out.put(NULL);
                return false;
            }
            case ZONED -> {
                return zoned(out, value);
            }
        }
        return true;
    }

    private static boolean number(ByteSink out, double value) {
        if (Double.isFinite(value)) {
            Decimals.write(out, value);
            return true;
        }
        out.put(NULL);
        return false;
    }

    private static boolean time(ByteSink out, long seconds) {
        if (seconds == NULL_TIMESTAMP) {
            out.put(NULL);
            return false;
        }
        out.decimal(seconds);
        return true;
    }

    private static void base64(ByteSink out, WireReader value) {
        int length = value.delimited();
        byte[] bytes = java.util.Arrays.copyOfRange(value.array(), value.position(), value.position() + length);
        out.put('"');
        out.put(Base64.getEncoder().encode(bytes));
        out.put('"');
        value.position(value.position() + length);
    }

    private void map(ByteSink out, WireReader value, int depth) {
        int length = value.delimited();
        int end = value.position() + length;
        out.put('{');
        boolean first = true;
        while (value.position() < end) {
            int tag = (int) value.varint();
            if (tag != (1 << 3 | Wire.DELIMITED)) {
                value.skip(tag & 7);
                continue;
            }
            first = comma(out, first);
            entry(out, value, depth);
        }
        atEnd(value, end);
        out.put('}');
    }

    private void entry(ByteSink out, WireReader value, int depth) {
        int length = value.delimited();
        int end = value.position() + length;
        int start = out.length();
        out.ascii("\"\":null");
        int keyAt = value.position();
        int keyLength = 0;
        int valueAt = -1;
        while (value.position() < end) {
            int tag = (int) value.varint();
            if (tag == (1 << 3 | Wire.DELIMITED)) {
                keyLength = value.delimited();
                keyAt = value.position();
                value.position(keyAt + keyLength);
            } else if (tag == (2 << 3 | Wire.DELIMITED)) {
                valueAt = value.position();
                value.skip(Wire.DELIMITED);
            } else {
                value.skip(tag & 7);
            }
        }
        atEnd(value, end);
        out.truncate(start);
        JsonStrings.write(out, value.array(), keyAt, keyLength);
        out.put(':');
        if (valueAt < 0) {
            out.put(NULL);
        } else {
            value.position(valueAt);
            nested(out, value, depth + 1);
            value.position(end);
        }
    }

    /** A Value within a value: its own field says its type. */
    private void nested(ByteSink out, WireReader value, int depth) {
        int length = value.delimited();
        value(out, value, value.position() + length, depth);
    }

    private void value(ByteSink out, WireReader value, int end, int depth) {
        int start = out.length();
        out.put(NULL);
        while (value.position() < end) {
            int tag = (int) value.varint();
            ValueType type = ValueType.numbered(tag >>> 3);
            if (type == null) {
                value.skip(tag & 7);
                continue;
            }
            out.truncate(start);
            one(out, type, value, depth);
        }
        atEnd(value, end);
    }

    private static boolean zoned(ByteSink out, WireReader value) {
        int length = value.delimited();
        int end = value.position() + length;
        long seconds = 0;
        String zone = "UTC";
        while (value.position() < end) {
            int tag = (int) value.varint();
            if (tag == (1 << 3 | Wire.VARINT)) {
                seconds = value.varint();
            } else if (tag == (2 << 3 | Wire.DELIMITED)) {
                int count = value.delimited();
                zone = new String(value.array(), value.position(), count, java.nio.charset.StandardCharsets.UTF_8);
                value.position(value.position() + count);
            } else {
                value.skip(tag & 7);
            }
        }
        atEnd(value, end);
        if (seconds == NULL_TIMESTAMP) {
            out.put(NULL);
            return false;
        }
        try {
            String text = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ssxxx")
                    .format(Instant.ofEpochSecond(seconds).atZone(ZoneId.of(zone)));
            out.ascii("\"" + text + "\"");
            return true;
        } catch (DateTimeException e) {
            throw new MalformedValueException("no time zone " + zone);
        }
    }

    private static boolean comma(ByteSink out, boolean first) {
        if (!first) {
            out.put(',');
        }
        return false;
    }

    private static void atEnd(WireReader value, int end) {
        if (value.position() != end) {
            throw new MalformedValueException("a message ends within its last field");
        }
    }
}

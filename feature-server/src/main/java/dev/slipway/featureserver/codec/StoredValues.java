package dev.slipway.featureserver.codec;

/**
 * Whether serialized values are what they are declared to be, down to the last byte: an answer of gRPC carries them as they
 * stand, and one that is broken would make the whole answer unreadable. Unlike JSON, protobuf can say NaN and infinity. One
 * instance for each event loop.
 */
public final class StoredValues {
    private static final long NULL_TIMESTAMP = Long.MIN_VALUE;
    private static final int MAX_DEPTH = 32;
    private static final int FIRST = 1 << 3 | Wire.DELIMITED;
    private static final int SECOND = 2 << 3 | Wire.DELIMITED;
    /** The fields of MapKey that hold text. */
    private static final int FIRST_TEXT_KEY = 8;

    private final WireReader in = new WireReader();

    /** The status of a cell that is a whole {@code feast.types.Value}: PRESENT, NULL_VALUE or INVALID. */
    public FieldStatus check(ValueType declared, byte[] from, int offset, int length) {
        try {
            return fields(declared, in.over(from, offset, length));
        } catch (MalformedValueException e) {
            return FieldStatus.INVALID;
        }
    }

    /** The status of a cell of a packed row: the same without the tag. */
    public FieldStatus checkBare(ValueType declared, byte[] from, int offset, int length) {
        try {
            boolean present = one(declared, in.over(from, offset, length), 0);
            atEnd(in, offset + length);
            return present ? FieldStatus.PRESENT : FieldStatus.NULL_VALUE;
        } catch (MalformedValueException e) {
            return FieldStatus.INVALID;
        }
    }

    private FieldStatus fields(ValueType declared, WireReader value) {
        FieldStatus status = FieldStatus.NULL_VALUE;
        while (value.more()) {
            int tag = tag(value);
            if (tag >>> 3 == ValueType.NULL_FIELD) {
                value.skip(tag & 7);
            } else if (tag >>> 3 != declared.number() || (tag & 7) != wire(declared)) {
                throw new MalformedValueException("field " + (tag >>> 3) + " where " + declared + " was declared");
            } else {
                status = one(declared, value, 0) ? FieldStatus.PRESENT : FieldStatus.NULL_VALUE;
            }
        }
        return status;
    }

    private boolean one(ValueType type, WireReader value, int depth) {
        if (depth > MAX_DEPTH) {
            throw new MalformedValueException("nested deeper than " + MAX_DEPTH);
        }
        if (type.scalar()) {
            return element(type.element(), value, depth);
        }
        int end = end(value);
        while (value.position() < end) {
            int tag = tag(value);
            if (tag >>> 3 != 1) {
                value.skip(tag & 7);
            } else if ((tag & 7) == type.element().wire()) {
                element(type.element(), value, depth);
            } else if ((tag & 7) == Wire.DELIMITED) {
                packed(type.element(), value, depth);
            } else {
                throw new MalformedValueException("wire type " + (tag & 7));
            }
        }
        atEnd(value, end);
        return true;
    }

    private void packed(Element element, WireReader value, int depth) {
        int end = end(value);
        while (value.position() < end) {
            element(element, value, depth);
        }
        atEnd(value, end);
    }

    private boolean element(Element element, WireReader value, int depth) {
        switch (element) {
            case INT32, INT64, BOOL -> value.varint();
            case TIMESTAMP -> {
                return value.varint() != NULL_TIMESTAMP;
            }
            case DOUBLE -> value.fixed64();
            case FLOAT -> value.fixed32();
            case BYTES -> value.skip(Wire.DELIMITED);
            case STRING -> text(value);
            case VALUE -> nested(value, depth + 1);
            case MAP -> entries(value, depth + 1, false);
            case SCALAR_MAP -> entries(value, depth + 1, true);
            case ZONED -> zoned(value);
        }
        return true;
    }

    private void entries(WireReader value, int depth, boolean scalarKeys) {
        int end = end(value);
        while (value.position() < end) {
            int tag = tag(value);
            if (tag == FIRST) {
                entry(value, depth, scalarKeys);
            } else {
                value.skip(tag & 7);
            }
        }
        atEnd(value, end);
    }

    private void entry(WireReader value, int depth, boolean scalarKeys) {
        int end = end(value);
        while (value.position() < end) {
            int tag = tag(value);
            if (tag == FIRST && scalarKeys) {
                scalarKey(value);
            } else if (tag == FIRST) {
                text(value);
            } else if (tag == SECOND) {
                nested(value, depth + 1);
            } else {
                value.skip(tag & 7);
            }
        }
        atEnd(value, end);
    }

    private static void scalarKey(WireReader value) {
        int end = end(value);
        while (value.position() < end) {
            int tag = tag(value);
            if (tag >>> 3 >= FIRST_TEXT_KEY && (tag & 7) == Wire.DELIMITED) {
                text(value);
            } else {
                value.skip(tag & 7);
            }
        }
        atEnd(value, end);
    }

    /** A Value within a value: its own field says its type. */
    private void nested(WireReader value, int depth) {
        int end = end(value);
        while (value.position() < end) {
            int tag = tag(value);
            ValueType type = ValueType.numbered(tag >>> 3);
            if (type == null || (tag & 7) != wire(type)) {
                value.skip(tag & 7);
            } else {
                one(type, value, depth);
            }
        }
        atEnd(value, end);
    }

    private static void zoned(WireReader value) {
        int end = end(value);
        while (value.position() < end) {
            int tag = tag(value);
            if (tag == SECOND) {
                text(value);
            } else {
                value.skip(tag & 7);
            }
        }
        atEnd(value, end);
    }

    private static void text(WireReader value) {
        int length = value.delimited();
        JsonStrings.check(value.array(), value.position(), length);
        value.position(value.position() + length);
    }

    private static int tag(WireReader value) {
        int tag = (int) value.varint();
        if (tag >>> 3 == 0) {
            throw new MalformedValueException("field 0");
        }
        return tag;
    }

    private static int wire(ValueType type) {
        return type.scalar() ? type.element().wire() : Wire.DELIMITED;
    }

    private static int end(WireReader value) {
        int length = value.delimited();
        return value.position() + length;
    }

    private static void atEnd(WireReader value, int end) {
        if (value.position() != end) {
            throw new MalformedValueException("a message ends within its last field");
        }
    }
}

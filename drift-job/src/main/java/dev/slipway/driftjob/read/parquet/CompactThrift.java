package dev.slipway.driftjob.read.parquet;

/** Reads structs in Thrift's compact protocol, which page headers are written in. */
final class CompactThrift {
    private static final int STOP = 0;
    private static final int TRUE = 1;
    private static final int FALSE = 2;
    private static final int DEEPEST = 16;

    private final byte[] bytes;
    private final int end;
    private int position;

    CompactThrift(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.position = from;
        this.end = end;
    }

    /** Takes a field, or leaves it by not reading it. */
    interface Fields {
        /** Whether the field's value was read. */
        boolean take(int id, int type);
    }

    int position() {
        return position;
    }

    void struct(Fields fields) {
        struct(fields, 0);
    }

    private void struct(Fields fields, int depth) {
        if (depth > DEEPEST) {
            throw new DamagedFileException("a page header is nested too deeply");
        }
        int id = 0;
        while (true) {
            int head = next();
            int type = head & 0x0F;
            if (type == STOP) {
                return;
            }
            int delta = head >>> 4;
            id = delta == 0 ? integer() : id + delta;
            if (!fields.take(id, type)) {
                skip(type, depth);
            }
        }
    }

    /** A boolean field has its value in its type. */
    static boolean truth(int type) {
        return type == TRUE;
    }

    int integer() {
        long value = varint();
        return (int) ((value >>> 1) ^ -(value & 1));
    }

    private long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            int next = next();
            value |= (long) (next & 0x7F) << shift;
            if (next < 0x80) {
                return value;
            }
        }
        throw new DamagedFileException("a number in a page header does not end");
    }

    private int next() {
        if (position >= end) {
            throw new EndOfHeaderException();
        }
        return bytes[position++] & 0xFF;
    }

    private void skip(int type, int depth) {
        switch (type) {
            case TRUE, FALSE -> {}
            case 3 -> next();
            case 4, 5, 6 -> varint();
            case 7 -> forward(8);
            case 8 -> forward(varint());
            case 9, 10 -> skipList(depth);
            case 12 -> struct((id, inner) -> false, depth + 1);
            default -> throw new DamagedFileException("a page header has a field of the unknown type " + type);
        }
    }

    private void skipList(int depth) {
        int head = next();
        int size = head >>> 4 == 15 ? (int) varint() : head >>> 4;
        int type = head & 0x0F;
        for (int i = 0; i < size; i++) {
            if (type == TRUE || type == FALSE) {
                next();
            } else {
                skip(type, depth + 1);
            }
        }
    }

    private void forward(long count) {
        if (count < 0) {
            throw new DamagedFileException("a text in a page header has a negative length");
        }
        if (count > end - position) {
            throw new EndOfHeaderException();
        }
        position += (int) count;
    }

    /** The header goes on beyond the bytes that were read. */
    static final class EndOfHeaderException extends RuntimeException {
        private EndOfHeaderException() {
            super("a page header ends early", null, false, false);
        }
    }
}

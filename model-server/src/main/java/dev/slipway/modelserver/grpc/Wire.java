package dev.slipway.modelserver.grpc;

import io.netty.buffer.ByteBuf;

/** How numbers are written in protobuf. */
final class Wire {
    private Wire() {}

    static int sizeOf(long varint) {
        return varint == 0 ? 1 : (70 - Long.numberOfLeadingZeros(varint)) / 7;
    }

    static void varint(ByteBuf out, long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.writeByte(((int) rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.writeByte((int) rest);
    }

    /** Bytes of a length-delimited field with a number below 16. */
    static int sizeOfBlock(int length) {
        return 1 + sizeOf(length) + length;
    }

    /** What comes before the bytes of a length-delimited field with a number below 16. */
    static void block(ByteBuf out, int field, int length) {
        out.writeByte(WireCursor.tag(field, WireCursor.BYTES));
        varint(out, length);
    }
}

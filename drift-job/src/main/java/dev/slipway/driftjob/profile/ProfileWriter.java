package dev.slipway.driftjob.profile;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;

/** Bytes of {@link ProfileFile}, written one after the other. */
final class ProfileWriter {
    private ByteBuffer buffer = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);

    void numbers(NumericProfile column) {
        varint(column.edges.size());
        for (double edge : column.edges.toArray()) {
            real(edge);
        }
        int edges = column.edges.size();
        for (int slot = 0; slot <= 2 * edges; slot++) {
            varint(column.count(slot));
        }
        for (int edge = 0; edge < edges - 1; edge++) {
            varint(column.place(edge));
        }
        sum(column.below);
        sum(column.above);
        sum(column.moments.first());
        sum(column.moments.second());
        real(column.moments.centre());
        varint(column.moments.count());
        varint(column.moments.beyond());
        for (long total : column.totals()) {
            varint(total);
        }
        real(column.min);
        real(column.max);
    }

    void levels(LevelProfile column) {
        varint(column.frozen);
        varint(column.table.size());
        for (int i = 0; i < column.table.size(); i++) {
            varint(column.table.name(i).length);
            bytes(column.table.name(i));
            varint(column.table.count(i));
        }
        varint(column.overflow);
        varint(column.nulls);
        varint(column.invalid);
    }

    void vectors(VectorProfile column) {
        FourierBasis basis = column.basis();
        varint(basis.width());
        varint(basis.features());
        room(8).putLong(basis.seed());
        for (double centre : basis.centres()) {
            real(centre);
        }
        for (double scale : basis.scales()) {
            real(scale);
        }
        for (int b = 0; b < VectorProfile.BLOCKS; b++) {
            varint(column.count(b));
        }
        for (int b = 0; b < VectorProfile.BLOCKS; b++) {
            for (int r = 0; r < basis.features(); r++) {
                room(8).putLong(column.sum(b, r));
            }
        }
        varint(column.nulls());
        varint(column.invalid());
    }

    private void sum(ExactSum sum) {
        long[] chunks = sum.toChunks();
        int from = 0;
        int to = chunks.length;
        while (from < to && chunks[from] == 0) {
            from++;
        }
        while (to > from && chunks[to - 1] == 0) {
            to--;
        }
        varint(from);
        varint(to - from);
        for (int i = from; i < to; i++) {
            room(8).putLong(chunks[i]);
        }
    }

    void text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        varint(utf8.length);
        bytes(utf8);
    }

    void bytes(byte[] bytes) {
        room(bytes.length).put(bytes);
    }

    void oneByte(int value) {
        room(1).put((byte) value);
    }

    void varint(long value) {
        ByteBuffer out = room(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.put((byte) (rest | 0x80));
            rest >>>= 7;
        }
        out.put((byte) rest);
    }

    private void real(double value) {
        room(8).putDouble(value);
    }

    byte[] finish() {
        CRC32 crc = new CRC32();
        crc.update(buffer.array(), 0, buffer.position());
        room(4).putInt((int) crc.getValue());
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    private ByteBuffer room(int bytes) {
        if (buffer.remaining() < bytes) {
            byte[] larger = Arrays.copyOf(buffer.array(), 2 * buffer.capacity() + bytes);
            int position = buffer.position();
            buffer = ByteBuffer.wrap(larger).order(ByteOrder.LITTLE_ENDIAN).position(position);
        }
        return buffer;
    }
}

package dev.slipway.driftjob.profile;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;

/** Bytes of {@link ProfileFile}, written one after the other. */
final class ProfileWriter {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** An array rather than a buffer: a short run writes with code that is hardly compiled. */
    private byte[] written = new byte[1 << 16];

    private int size;

    void numbers(NumericProfile column) {
        varint(column.edges().size());
        for (double edge : column.edges().toArray()) {
            real(edge);
        }
        int edges = column.edges().size();
        for (int slot = 0; slot <= 2 * edges; slot++) {
            varint(column.count(slot));
        }
        for (int edge = 0; edge < edges - 1; edge++) {
            varint(column.intervals.place(edge));
        }
        sum(column.intervals.below);
        sum(column.intervals.above);
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
        varint(column.unseen);
        varint(column.nulls);
        varint(column.invalid);
    }

    void vectors(VectorProfile column) {
        FourierBasis basis = column.basis();
        varint(basis.width());
        varint(basis.features());
        fixed(basis.seed());
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
                fixed(column.sum(b, r));
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
            fixed(chunks[i]);
        }
    }

    void text(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        varint(utf8.length);
        bytes(utf8);
    }

    void bytes(byte[] bytes) {
        room(bytes.length);
        System.arraycopy(bytes, 0, written, size, bytes.length);
        size += bytes.length;
    }

    void oneByte(int value) {
        room(1);
        written[size++] = (byte) value;
    }

    void varint(long value) {
        room(10);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            written[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        written[size++] = (byte) rest;
    }

    private void fixed(long value) {
        room(Long.BYTES);
        LONGS.set(written, size, value);
        size += Long.BYTES;
    }

    private void real(double value) {
        fixed(Double.doubleToRawLongBits(value));
    }

    byte[] finish() {
        CRC32 crc = new CRC32();
        crc.update(written, 0, size);
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            oneByte((int) (crc.getValue() >>> shift));
        }
        return Arrays.copyOf(written, size);
    }

    private void room(int bytes) {
        if (written.length - size < bytes) {
            written = Arrays.copyOf(written, 2 * written.length + bytes);
        }
    }
}

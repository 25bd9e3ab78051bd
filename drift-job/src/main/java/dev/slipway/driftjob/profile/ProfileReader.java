package dev.slipway.driftjob.profile;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;

/** Reads the bytes of {@link ProfileFile} with suspicion. */
final class ProfileReader {
    private final ByteBuffer in;
    private int version;

    ProfileReader(byte[] bytes) {
        this.in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    void header() throws ProfileFormatException {
        int end = in.capacity() - 4;
        if (end < 7 || !Arrays.equals(in.array(), 0, 4, ProfileFile.MAGIC, 0, 4)) {
            throw new ProfileFormatException("this is no profile: it does not begin with SLPF");
        }
        version = in.get(4);
        if (version < 1 || version > ProfileFile.VERSION) {
            throw new ProfileFormatException(
                    "the profile has version " + version + "; this program reads versions 1 to " + ProfileFile.VERSION);
        }
        CRC32 crc = new CRC32();
        crc.update(in.array(), 0, end);
        if (in.getInt(end) != (int) crc.getValue()) {
            throw new ProfileFormatException("the profile is damaged or cut off: its checksum does not match");
        }
        in.limit(end).position(5);
    }

    ColumnProfile column(String name) throws ProfileFormatException {
        int code = oneByte("kind of " + name);
        ColumnKind kind = Arrays.stream(ColumnKind.values())
                .filter(known -> known.code() == code)
                .findFirst()
                .orElseThrow(() -> new ProfileFormatException("column " + name + " is of the unknown kind " + code));
        try {
            return kind == ColumnKind.VECTOR ? vectors() : kind.numeric() ? numbers(kind) : levels(kind);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new ProfileFormatException("column " + name + ": " + e.getMessage());
        }
    }

    private NumericProfile numbers(ColumnKind kind) throws ProfileFormatException {
        int size = size("number of edges", Edges.MAX, 8);
        double[] edges = new double[size];
        for (int i = 0; i < size; i++) {
            edges[i] = real("edge");
        }
        long[] counts = longs(2 * size + 1, "count");
        long[] places = longs(Math.max(0, size - 1), "place");
        ExactSum below = sum();
        ExactSum above = sum();
        ExactSum first = sum();
        ExactSum second = sum();
        double centre = real("centre");
        Moments moments = new Moments(centre, first, second, varint("count of moments"), varint("beyond"));
        IntervalCounts intervals = new IntervalCounts(Edges.of(edges), counts, places, below, above);
        NumericProfile column = new NumericProfile(kind, intervals, moments);
        column.finite = varint("finite");
        column.nulls = varint("nulls");
        column.invalid = varint("invalid");
        column.nans = varint("NaN");
        column.positiveInfinities = varint("+inf");
        column.negativeInfinities = varint("-inf");
        column.min = real("least");
        column.max = real("greatest");
        check(column);
        return column;
    }

    private static void check(NumericProfile column) throws ProfileFormatException {
        long total = 0;
        int edges = column.edges().size();
        for (int slot = 0; slot <= 2 * edges; slot++) {
            total = Math.addExact(total, column.count(slot));
        }
        boolean whole = total == column.finite
                && column.moments.count() + column.moments.beyond() == total
                && Double.isFinite(column.moments.centre())
                && (total == 0
                        || (column.min <= column.max && Double.isFinite(column.min) && Double.isFinite(column.max)));
        for (int edge = 0; edge < edges - 1; edge++) {
            whole &= column.intervals.place(edge) <= column.count(2 * edge + 2) * NumericProfile.UNITS;
        }
        if (!whole || column.rows() < 0) {
            throw new ProfileFormatException("the counts of a column contradict each other");
        }
    }

    private LevelProfile levels(ColumnKind kind) throws ProfileFormatException {
        int frozen = size("frozen levels", LevelProfile.MAX_LEVELS, 1);
        int size = size("levels", LevelProfile.MAX_LEVELS, 2);
        if (frozen > size) {
            throw new ProfileFormatException(frozen + " of " + size + " levels are frozen");
        }
        List<byte[]> names = new ArrayList<>();
        long[] counts = new long[size];
        for (int i = 0; i < size; i++) {
            names.add(bytes(size("length of a level", LevelProfile.MAX_NAME, 1)));
            counts[i] = varint("count of a level");
        }
        LevelProfile column = new LevelProfile(kind, names.subList(0, frozen));
        for (int i = 0; i < size; i++) {
            column.add(names.get(i), 0, names.get(i).length, counts[i]);
        }
        column.overflow = varint("overflow");
        column.unseen = version > 1 ? varint("unseen") : 0;
        column.values = Math.addExact(column.values, column.overflow);
        if (column.unseen > column.values - column.overflow) {
            throw new ProfileFormatException("the counts of a column contradict each other");
        }
        column.nulls = varint("nulls");
        column.invalid = varint("invalid");
        if (column.table.size() != size || column.rows() < 0) {
            throw new ProfileFormatException("a level appears twice");
        }
        return column;
    }

    private VectorProfile vectors() throws ProfileFormatException {
        int width = size("width of a vector", FourierBasis.MAX_WIDTH, 16);
        int features = size("features of a vector", FourierBasis.MAX_FEATURES, 8 * VectorProfile.BLOCKS);
        need(8, "seed");
        long seed = in.getLong();
        double[] centres = new double[width];
        double[] scales = new double[width];
        for (int i = 0; i < 2 * width; i++) {
            double value = real("scale");
            if (!Double.isFinite(value)) {
                throw new ProfileFormatException("a vector's scale is " + value);
            }
            (i < width ? centres : scales)[i % width] = value;
        }
        VectorProfile column = new VectorProfile(new FourierBasis(centres, scales, features, seed));
        long[] counts = longs(VectorProfile.BLOCKS, "count of a block");
        for (int b = 0; b < VectorProfile.BLOCKS; b++) {
            need(8 * features, "sums of a block");
            long[] sums = new long[features];
            for (int r = 0; r < features; r++) {
                sums[r] = in.getLong();
            }
            column.put(b, counts[b], sums);
        }
        column.nulls = varint("nulls");
        column.invalid = varint("invalid");
        if (column.rows() < 0) {
            throw new ProfileFormatException("the counts of a column contradict each other");
        }
        return column;
    }

    private ExactSum sum() throws ProfileFormatException {
        int from = size("first chunk", ExactSum.CHUNKS, 0);
        int length = size("chunks", ExactSum.CHUNKS - from, 8);
        long[] chunks = new long[ExactSum.CHUNKS];
        for (int i = from; i < from + length; i++) {
            need(8, "chunk");
            chunks[i] = in.getLong();
        }
        return ExactSum.ofChunks(chunks);
    }

    private long[] longs(int length, String what) throws ProfileFormatException {
        long[] values = new long[length];
        for (int i = 0; i < length; i++) {
            values[i] = varint(what);
        }
        return values;
    }

    String text(String what) throws ProfileFormatException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes(size("length of " + what, 1024, 1))))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ProfileFormatException(what + " is not UTF-8");
        }
    }

    /** A number of things that follow, each of at least so many bytes. */
    int size(String what, int max, int bytesEach) throws ProfileFormatException {
        long size = varint(what);
        if (size > max || size * bytesEach > in.remaining()) {
            throw new ProfileFormatException(what + " is " + size + "; it may be at most " + max + ", and "
                    + in.remaining() + " bytes are left");
        }
        return (int) size;
    }

    long varint(String what) throws ProfileFormatException {
        long value = 0;
        for (int shift = 0; shift < 63; shift += 7) {
            int next = oneByte(what);
            value |= (next & 0x7FL) << shift;
            if ((next & 0x80) == 0) {
                return value;
            }
        }
        throw new ProfileFormatException(what + " is no count: it is longer than 9 bytes");
    }

    private byte[] bytes(int length) throws ProfileFormatException {
        need(length, "text");
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private int oneByte(String what) throws ProfileFormatException {
        need(1, what);
        return in.get();
    }

    private double real(String what) throws ProfileFormatException {
        need(8, what);
        return in.getDouble();
    }

    private void need(int bytes, String what) throws ProfileFormatException {
        if (in.remaining() < bytes) {
            throw new ProfileFormatException("the profile ends in the middle of: " + what);
        }
    }

    void end() throws ProfileFormatException {
        if (in.hasRemaining()) {
            throw new ProfileFormatException(in.remaining() + " bytes follow the last column");
        }
    }
}

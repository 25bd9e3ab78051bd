package dev.slipway.driftjob.profile;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The file form of a {@link Profile}, version 2; version 1, which lacks unseen, is read as well. Little-endian:
 * {@code SLPF}, version byte, varint rows, varint number of columns, the columns, CRC-32 of all before as 4 bytes. A
 * column: name (varint length, UTF-8), kind byte, then by kind:
 *
 * <ul>
 *   <li>numbers: varint K, K edges as doubles, 2K + 1 varint counts, K - 1 varint places, both outer sums and the
 *       moments' two sums (each: varint first chunk, varint number, chunks as 8 bytes), centre, moments' count and
 *       beyond, six totals (finite, null, invalid, NaN, +inf, -inf), least and greatest;
 *   <li>names: varint frozen, varint size, per level name and varint count, then overflow, unseen, null, invalid;
 *   <li>vectors: varint width, varint features, seed as 8 bytes, centres and scales as doubles, 32 varint counts, the sums
 *       of the blocks as 8 bytes each, null, invalid.
 * </ul>
 *
 * The reader trusts nothing: every length is checked against the bytes left, every sum against its parts.
 */
public final class ProfileFile {
    static final byte[] MAGIC = {'S', 'L', 'P', 'F'};
    static final int VERSION = 2;
    /** A profile of 5,000 full columns; larger files are not read. */
    public static final int MAX_BYTES = 512 << 20;

    private static final int MAX_COLUMNS = 20_000;

    private ProfileFile() {}

    public static byte[] write(Profile profile) {
        ProfileWriter out = new ProfileWriter();
        out.bytes(MAGIC);
        out.oneByte(VERSION);
        out.varint(profile.rows());
        out.varint(profile.columns().size());
        profile.columns().forEach((name, column) -> {
            out.text(name);
            out.oneByte(column.kind().code());
            switch (column) {
                case NumericProfile numbers -> out.numbers(numbers);
                case LevelProfile levels -> out.levels(levels);
                case VectorProfile vectors -> out.vectors(vectors);
            }
        });
        return out.finish();
    }

    public static Profile read(byte[] bytes) throws ProfileFormatException {
        ProfileReader in = new ProfileReader(bytes);
        in.header();
        long rows = in.varint("rows");
        int size = in.size("number of columns", MAX_COLUMNS, 2);
        Map<String, ColumnProfile> columns = new LinkedHashMap<>();
        for (int i = 0; i < size; i++) {
            String name = in.text("name of column " + i);
            ColumnProfile column = in.column(name);
            if (column.rows() > rows || columns.put(name, column) != null) {
                throw new ProfileFormatException(
                        "column " + name + " appears twice or has more rows than the profile's " + rows);
            }
        }
        in.end();
        return new Profile(rows, columns);
    }
}

package dev.slipway.driftjob.read.parquet;

import dev.hardwood.metadata.Encoding;

/**
 * What stands before a page: {@code PageHeader} of parquet.thrift, without statistics.
 *
 * @param length of this header, in bytes
 * @param compressed bytes of the page as it is stored
 * @param uncompressed bytes of the page, levels included
 * @param values of the page, nulls included
 * @param repetitionBytes of the levels of a page of version 2, which are not compressed; -1 for one of version 1
 * @param definitionBytes likewise
 * @param packed whether the values are compressed at all
 */
record PageHeader(
        Kind kind,
        int length,
        int compressed,
        int uncompressed,
        int values,
        Encoding encoding,
        int repetitionBytes,
        int definitionBytes,
        boolean packed) {
    enum Kind {
        DATA,
        INDEX,
        DICTIONARY,
        DATA_V2
    }

    private static final Kind[] KINDS = {Kind.DATA, Kind.INDEX, Kind.DICTIONARY, Kind.DATA_V2};
    private static final Encoding[] ENCODINGS = {
        Encoding.PLAIN,
        Encoding.UNKNOWN,
        Encoding.PLAIN_DICTIONARY,
        Encoding.RLE,
        Encoding.BIT_PACKED,
        Encoding.DELTA_BINARY_PACKED,
        Encoding.DELTA_LENGTH_BYTE_ARRAY,
        Encoding.DELTA_BYTE_ARRAY,
        Encoding.RLE_DICTIONARY,
        Encoding.BYTE_STREAM_SPLIT
    };

    /** Reads the header that begins here. */
    static PageHeader read(byte[] bytes, int from, int end) {
        CompactThrift thrift = new CompactThrift(bytes, from, end);
        Builder builder = new Builder(thrift);
        thrift.struct(builder::top);
        return builder.build(thrift.position() - from);
    }

    private static final class Builder {
        private final CompactThrift thrift;
        private int kind = -1;
        private int uncompressed = -1;
        private int compressed = -1;
        private int values;
        private int encoding;
        private int repetitionBytes = -1;
        private int definitionBytes = -1;
        private boolean packed = true;

        Builder(CompactThrift thrift) {
            this.thrift = thrift;
        }

        boolean top(int id, int type) {
            switch (id) {
                case 1 -> kind = thrift.integer();
                case 2 -> uncompressed = thrift.integer();
                case 3 -> compressed = thrift.integer();
                case 5, 7 -> thrift.struct(this::versionOne);
                case 8 -> thrift.struct(this::versionTwo);
                default -> {
                    return false;
                }
            }
            return true;
        }

        private boolean versionOne(int id, int type) {
            switch (id) {
                case 1 -> values = thrift.integer();
                case 2 -> encoding = thrift.integer();
                default -> {
                    return false;
                }
            }
            return true;
        }

        private boolean versionTwo(int id, int type) {
            switch (id) {
                case 1 -> values = thrift.integer();
                case 4 -> encoding = thrift.integer();
                case 5 -> definitionBytes = thrift.integer();
                case 6 -> repetitionBytes = thrift.integer();
                case 7 -> packed = CompactThrift.truth(type);
                default -> {
                    return false;
                }
            }
            return true;
        }

        PageHeader build(int length) {
            if (kind < 0 || kind >= KINDS.length || compressed < 0 || uncompressed < 0 || values < 0) {
                throw new DamagedFileException("there is no page where one should begin");
            }
            if (encoding < 0 || encoding >= ENCODINGS.length) {
                throw new DamagedFileException("a page has the unknown encoding " + encoding);
            }
            return new PageHeader(
                    KINDS[kind],
                    length,
                    compressed,
                    uncompressed,
                    values,
                    ENCODINGS[encoding],
                    repetitionBytes,
                    definitionBytes,
                    packed);
        }
    }
}

package dev.slipway.driftjob.read.parquet;

import dev.hardwood.metadata.ColumnChunk;
import dev.hardwood.metadata.ColumnMetaData;
import dev.hardwood.metadata.Encoding;
import dev.hardwood.metadata.PhysicalType;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The values of one column in one row group, some at a time. Levels and values of the present page are decoded as they are
 * asked for: beside them there is nothing but the unpacked page and the dictionary.
 */
public final class ChunkReader {
    /** The next page is fetched together with its header if it is larger than this one by no more than this part. */
    private static final int MARGIN = 16;

    private final ArrayFile file;
    private final ColumnMetaData chunk;
    private final Leaf leaf;
    private final PageBuffer buffer;
    private final long end;
    private final int capacity;
    private final int[] definitions;
    private final int[] repetitions;
    private final double[] doubles;
    private final long[] longs;
    private final Binaries binaries;
    private long offset;
    private long valuesLeft;
    private int pageLeft;
    private int lastSize;
    private byte[] page = new byte[0];
    private @Nullable Dictionary dictionary;
    private @Nullable Runs definitionRuns;
    private @Nullable Runs repetitionRuns;
    private Values values = new Values() {};
    private boolean dense;

    /**
     * @param capacity most values that are asked for at once
     */
    public ChunkReader(ArrayFile file, ColumnChunk chunk, Leaf leaf, PageBuffer buffer, int capacity) {
        this.file = file;
        this.chunk = chunk.metaData();
        this.leaf = leaf;
        this.buffer = buffer;
        this.capacity = capacity;
        Codec.check(this.chunk.codec());
        offset = chunk.chunkStartOffset();
        end = offset + this.chunk.totalCompressedSize();
        valuesLeft = this.chunk.numValues();
        boolean real = leaf.type() == PhysicalType.FLOAT || leaf.type() == PhysicalType.DOUBLE;
        boolean text = leaf.type() == PhysicalType.BYTE_ARRAY || leaf.type() == PhysicalType.FIXED_LEN_BYTE_ARRAY;
        doubles = new double[real ? capacity : 0];
        longs = new long[real || text ? 0 : capacity];
        binaries = new Binaries(text ? capacity : 0);
        definitions = new int[leaf.defined() > 0 ? capacity : 0];
        repetitions = new int[leaf.isList() ? capacity : 0];
    }

    /** Decodes some values, nulls included; how many: at least one, or 0 at the end of the column. */
    public int read(int most) throws IOException {
        while (pageLeft == 0) {
            if (valuesLeft == 0) {
                return 0;
            }
            turn();
        }
        int count = Math.min(Math.min(most, capacity), pageLeft);
        if (repetitionRuns != null) {
            repetitionRuns.read(repetitions, count);
        }
        dense = definitionRuns == null || definitionRuns.pass(leaf.defined(), count);
        int present = count;
        if (!dense && definitionRuns != null) {
            definitionRuns.read(definitions, count);
            present = 0;
            for (int i = 0; i < count; i++) {
                present += definitions[i] == leaf.defined() ? 1 : 0;
            }
        }
        switch (leaf.type()) {
            case FLOAT, DOUBLE -> values.read(doubles, present);
            case BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY -> values.read(binaries, present);
            default -> values.read(longs, present);
        }
        pageLeft -= count;
        valuesLeft -= count;
        return count;
    }

    /** Whether all of those that were read last have a value. */
    public boolean dense() {
        return dense;
    }

    /** Definition level of one of those that were read last. */
    public int definition(int index) {
        return dense ? leaf.defined() : definitions[index];
    }

    /** Whether one of those that were read last begins a new row. */
    public boolean begins(int index) {
        return repetitions.length == 0 || repetitions[index] == 0;
    }

    /** The values that are there, without gaps. */
    public double[] doubles() {
        return doubles;
    }

    public long[] longs() {
        return longs;
    }

    public Binaries binaries() {
        return binaries;
    }

    private void turn() throws IOException {
        if (offset >= end) {
            throw new DamagedFileException("a column ends early");
        }
        PageHeader header = buffer.header(file, offset, end, lastSize + lastSize / MARGIN);
        switch (header.kind()) {
            case DICTIONARY -> {
                byte[] own = buffer.page(file, offset, end, header, chunk, new byte[0]);
                dictionary = new Dictionary(leaf.type(), own, header.uncompressed(), header.values(), leaf.width());
            }
            case DATA, DATA_V2 -> {
                page = buffer.page(file, offset, end, header, chunk, page);
                open(header);
                lastSize = header.length() + header.compressed();
            }
            case INDEX -> {}
        }
        offset += header.length() + (long) header.compressed();
    }

    private void open(PageHeader header) {
        if (header.values() > valuesLeft) {
            throw new DamagedFileException("a column has more values than its row group");
        }
        int size = header.uncompressed();
        int at = 0;
        if (leaf.isList()) {
            int length = header.kind() == PageHeader.Kind.DATA ? prefix(at, size) : header.repetitionBytes();
            at += header.kind() == PageHeader.Kind.DATA ? Integer.BYTES : 0;
            repetitionRuns = new Runs(page, at, checked(at, length, size), 1);
            at += length;
        } else {
            at += Math.max(0, header.repetitionBytes());
        }
        if (leaf.defined() > 0) {
            int length = header.kind() == PageHeader.Kind.DATA ? prefix(at, size) : header.definitionBytes();
            at += header.kind() == PageHeader.Kind.DATA ? Integer.BYTES : 0;
            int width = Integer.SIZE - Integer.numberOfLeadingZeros(leaf.defined());
            definitionRuns = new Runs(page, at, checked(at, length, size), width);
            at += length;
        } else {
            at += Math.max(0, header.definitionBytes());
        }
        values = decoder(header.encoding(), at, size);
        pageLeft = header.values();
    }

    private static int checked(int at, int length, int size) {
        if (length < 0 || length > size - at) {
            throw new DamagedFileException("a page is shorter than its levels");
        }
        return at + length;
    }

    private int prefix(int at, int size) {
        if (size - at < Integer.BYTES) {
            throw new DamagedFileException("a page is shorter than its levels");
        }
        int length = 0;
        for (int i = 0; i < Integer.BYTES; i++) {
            length |= (page[at + i] & 0xFF) << (8 * i);
        }
        return length;
    }

    private Values decoder(Encoding encoding, int from, int size) {
        PhysicalType type = leaf.type();
        return switch (encoding) {
            case PLAIN -> new PlainValues(type, page, from, size, leaf.width());
            case RLE_DICTIONARY, PLAIN_DICTIONARY -> {
                if (dictionary == null) {
                    throw new DamagedFileException("a page needs a dictionary that is not there");
                }
                yield dictionary.values(page, from, size);
            }
            case RLE -> truths(from, size);
            case BYTE_STREAM_SPLIT -> new SplitValues(type, page, from, size, bytesOf(type));
            case DELTA_BINARY_PACKED -> new DeltaNumbers(page, from, size, type == PhysicalType.INT32);
            case DELTA_LENGTH_BYTE_ARRAY -> new DeltaTexts(page, from, size, false);
            case DELTA_BYTE_ARRAY -> new DeltaTexts(page, from, size, true);
            case BIT_PACKED, UNKNOWN ->
                throw new DamagedFileException("a page has the encoding " + encoding + ", which cannot be read");
        };
    }

    private Values truths(int from, int size) {
        int start = from + Integer.BYTES;
        Runs runs = new Runs(page, start, checked(start, prefix(from, size), size), 1);
        return leaf.type() == PhysicalType.BOOLEAN ? new TruthRuns(runs) : new Values() {};
    }

    private int bytesOf(PhysicalType type) {
        return switch (type) {
            case INT32, FLOAT -> Integer.BYTES;
            case INT64, DOUBLE -> Long.BYTES;
            default -> leaf.width();
        };
    }

    /** Truth values of pages of version 2. */
    private record TruthRuns(Runs runs) implements Values {
        @Override
        public void read(long[] to, int count) {
            int[] bits = new int[count];
            runs.read(bits, count);
            for (int i = 0; i < count; i++) {
                to[i] = bits[i];
            }
        }
    }
}

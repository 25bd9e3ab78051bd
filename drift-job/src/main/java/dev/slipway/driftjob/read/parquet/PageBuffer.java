package dev.slipway.driftjob.read.parquet;

import dev.hardwood.metadata.ColumnMetaData;
import dev.hardwood.metadata.CompressionCodec;
import java.io.IOException;

/**
 * Fetches pages as they are stored, and unpacks them. One is shared by all columns that a thread reads: what is stored is held
 * only while it is unpacked.
 */
public final class PageBuffer {
    private static final int HEADER = 256;
    private static final int LONGEST_HEADER = 8 << 20;

    private byte[] stored = new byte[0];
    private int filled;

    /** Reads the header at an offset, and as much of what follows as is guessed to be the page. */
    PageHeader header(ArrayFile file, long offset, long end, int guess) throws IOException {
        int wanted = (int) Math.min(end - offset, Math.max(guess, HEADER));
        fetch(file, offset, 0, wanted);
        while (true) {
            try {
                return PageHeader.read(stored, 0, filled);
            } catch (CompactThrift.EndOfHeaderException e) {
                if (filled >= Math.min(end - offset, LONGEST_HEADER)) {
                    throw new DamagedFileException("a page header does not end");
                }
                int more = (int) Math.min(end - offset - filled, Math.max(filled, HEADER));
                fetch(file, offset + filled, filled, more);
            }
        }
    }

    private void fetch(ArrayFile file, long offset, int at, int count) throws IOException {
        if (at + count > stored.length) {
            byte[] larger = new byte[at + count];
            System.arraycopy(stored, 0, larger, 0, at);
            stored = larger;
        }
        file.read(offset, stored, at, count);
        filled = at + count;
    }

    /** The unpacked page behind the header that was read last; {@code reuse} if it is large enough. */
    byte[] page(ArrayFile file, long offset, long end, PageHeader header, ColumnMetaData chunk, byte[] reuse)
            throws IOException {
        int whole = header.length() + header.compressed();
        if (whole < 0 || whole > end - offset || header.uncompressed() > chunk.totalUncompressedSize()) {
            throw new DamagedFileException("a page is longer than its column");
        }
        if (whole > filled) {
            fetch(file, offset + filled, filled, whole - filled);
        }
        int size = header.uncompressed();
        byte[] page = reuse.length >= size + Runs.PADDING ? reuse : new byte[size + Runs.PADDING];
        int plain = Math.max(0, header.repetitionBytes()) + Math.max(0, header.definitionBytes());
        if (plain < 0 || plain > Math.min(size, header.compressed())) {
            throw new DamagedFileException("a page is shorter than its levels");
        }
        System.arraycopy(stored, header.length(), page, 0, plain);
        int packed = header.compressed() - plain;
        CompressionCodec values = header.packed() ? chunk.codec() : CompressionCodec.UNCOMPRESSED;
        if (packed > 0 || size > plain) {
            Codec.unpack(values, stored, header.length() + plain, packed, page, plain, size - plain);
        }
        return page;
    }
}

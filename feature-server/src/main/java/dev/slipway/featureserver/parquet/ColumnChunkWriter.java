package dev.slipway.featureserver.parquet;

import dev.slipway.featureserver.codec.ByteSink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.parquet.format.DataPageHeader;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.PageHeader;
import org.apache.parquet.format.PageType;
import org.apache.parquet.format.Util;

/**
 * One column of the row group that is being filled: values encoded plainly, cut into pages, compressed. A row calls exactly
 * one of the methods, or for a list {@link #beginList} and then one for each element.
 */
public final class ColumnChunkWriter {
    private static final int PAGE_BYTES = 1 << 20;
    private static final int PAGE_VALUES = 1 << 18;

    private final ParquetColumn column;
    private final ParquetCodec codec;
    private final Levels definition;
    private final Levels repetition = new Levels(1);
    private final ByteSink values = new ByteSink(1 << 12);
    private final ByteSink page = new ByteSink(1 << 12);
    private final ByteSink chunk = new ByteSink(1 << 12);
    private int levels;
    private int bits;
    private int bitCount;
    private boolean inList;
    private boolean firstElement;
    private long chunkValues;
    private long uncompressed;

    ColumnChunkWriter(ParquetColumn column, ParquetCodec codec) {
        this.column = column;
        this.codec = codec;
        this.definition = new Levels(column.list() ? 2 : 1);
    }

    /** A null, or within a list a null element. */
    public void none() {
        level(inList ? 2 : 0);
    }

    /** A list of so many elements, which are given next. */
    public void beginList(int elements) {
        inList = true;
        firstElement = true;
        if (elements == 0) {
            level(1);
        }
    }

    /** The list is complete. */
    public void endList() {
        inList = false;
    }

    /** True or false. */
    public void bool(boolean value) {
        defined();
        bits |= (value ? 1 : 0) << bitCount++;
        if (bitCount == 8) {
            flushBits();
        }
    }

    /** A number of 32 bits, a float's bits, or a date. */
    public void int32(int value) {
        defined();
        values.int32(value);
    }

    /** A number of 64 bits, a double's bits, or a time. */
    public void int64(long value) {
        defined();
        values.int64(value);
    }

    /** Text or bytes. */
    public void bytes(byte[] from, int at, int length) {
        defined();
        values.int32(length);
        values.put(from, at, length);
    }

    private void defined() {
        level(column.list() ? 3 : 1);
    }

    private void level(int defined) {
        if (column.list()) {
            boolean continues = inList && !firstElement;
            repetition.add(continues ? 1 : 0);
            firstElement = false;
        }
        definition.add(defined);
        levels++;
    }

    private void flushBits() {
        values.put(bits);
        bits = 0;
        bitCount = 0;
    }

    /** Ends a row: pages end where rows do. */
    void endRow() throws IOException {
        if (values.length() >= PAGE_BYTES || levels >= PAGE_VALUES) {
            endPage();
        }
    }

    private void endPage() throws IOException {
        if (levels == 0) {
            return;
        }
        if (bitCount > 0) {
            flushBits();
        }
        page.truncate(0);
        if (column.list()) {
            repetition.write(page);
        }
        definition.write(page);
        page.put(values.array(), 0, values.length());
        byte[] body = codec.compress(page.array(), page.length());
        PageHeader header = new PageHeader(PageType.DATA_PAGE, page.length(), body.length);
        header.setData_page_header(new DataPageHeader(levels, Encoding.PLAIN, Encoding.RLE, Encoding.RLE));
        ByteArrayOutputStream head = new ByteArrayOutputStream(64);
        Util.writePageHeader(header, head);
        chunk.put(head.toByteArray());
        chunk.put(body);
        uncompressed += head.size() + page.length();
        chunkValues += levels;
        levels = 0;
        values.truncate(0);
        definition.clear();
        repetition.clear();
    }

    /** Bytes that it holds. */
    long held() {
        return (long) values.length() + chunk.length() + levels;
    }

    /** Ends the last page; the pages of the chunk. */
    ByteSink end() throws IOException {
        endPage();
        return chunk;
    }

    long values() {
        return chunkValues;
    }

    long uncompressedBytes() {
        return uncompressed;
    }

    void clear() {
        chunk.truncate(0);
        chunkValues = 0;
        uncompressed = 0;
    }
}

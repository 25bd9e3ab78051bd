package dev.slipway.featureserver.parquet;

import dev.slipway.featureserver.codec.ByteSink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ColumnChunk;
import org.apache.parquet.format.ColumnMetaData;
import org.apache.parquet.format.Encoding;
import org.apache.parquet.format.FileMetaData;
import org.apache.parquet.format.RowGroup;
import org.apache.parquet.format.Util;

/**
 * A Parquet file written from front to back. Memory is bounded by one row group. Apache's writer cannot be used without
 * Hadoop on the class path (docs/adr/0016-parquet.md); the metadata is written by Apache's own classes for it.
 */
public final class ParquetWriter {
    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
    private static final long GROUP_BYTES = 16L << 20;
    private static final int CHECK_ROWS = 64;

    private final OutputStream out;
    private final List<ParquetColumn> columns;
    private final ParquetCodec codec;
    private final List<ColumnChunkWriter> writers = new ArrayList<>();
    private final List<RowGroup> groups = new ArrayList<>();
    private long position;
    private long groupRows;
    private long rows;

    /** A file of these columns; the stream stays open at the end. */
    public ParquetWriter(OutputStream out, List<ParquetColumn> columns, ParquetCodec codec) throws IOException {
        this.out = out;
        this.columns = List.copyOf(columns);
        this.codec = codec;
        for (ParquetColumn column : columns) {
            writers.add(new ColumnChunkWriter(column, codec));
        }
        write(MAGIC, 0, MAGIC.length);
    }

    /** Where the value of this column of the present row goes. */
    public ColumnChunkWriter column(int index) {
        return writers.get(index);
    }

    /** Ends the present row, of which every column has been given. */
    public void endRow() throws IOException {
        groupRows++;
        long held = 0;
        for (ColumnChunkWriter writer : writers) {
            writer.endRow();
            if (groupRows % CHECK_ROWS == 0) {
                held += writer.held();
            }
        }
        if (held >= GROUP_BYTES) {
            endGroup();
        }
    }

    /** Writes what is held, and the metadata. */
    public void finish() throws IOException {
        endGroup();
        FileMetaData metadata = new FileMetaData(1, ParquetSchema.of(columns), rows, groups);
        metadata.setCreated_by("slipway feature-server");
        ByteArrayOutputStream footer = new ByteArrayOutputStream();
        Util.writeFileMetaData(metadata, footer);
        byte[] bytes = footer.toByteArray();
        write(bytes, 0, bytes.length);
        ByteSink end = new ByteSink(8);
        end.int32(bytes.length);
        end.put(MAGIC);
        write(end.array(), 0, end.length());
    }

    private void endGroup() throws IOException {
        if (groupRows == 0) {
            return;
        }
        List<ColumnChunk> chunks = new ArrayList<>();
        long start = position;
        long uncompressed = 0;
        for (int i = 0; i < writers.size(); i++) {
            ColumnChunkWriter writer = writers.get(i);
            ByteSink pages = writer.end();
            ColumnMetaData metadata = new ColumnMetaData(
                    ParquetSchema.type(columns.get(i).kind()),
                    List.of(Encoding.PLAIN, Encoding.RLE),
                    ParquetSchema.path(columns.get(i)),
                    codec.format(),
                    writer.values(),
                    writer.uncompressedBytes(),
                    pages.length(),
                    position);
            ColumnChunk chunk = new ColumnChunk(position);
            chunk.setMeta_data(metadata);
            chunks.add(chunk);
            uncompressed += writer.uncompressedBytes();
            write(pages.array(), 0, pages.length());
            writer.clear();
        }
        RowGroup group = new RowGroup(chunks, uncompressed, groupRows);
        group.setFile_offset(start);
        group.setTotal_compressed_size(position - start);
        groups.add(group);
        rows += groupRows;
        groupRows = 0;
    }

    private void write(byte[] bytes, int from, int length) throws IOException {
        out.write(bytes, from, length);
        position += length;
    }
}

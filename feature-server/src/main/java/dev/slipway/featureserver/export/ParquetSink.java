package dev.slipway.featureserver.export;

import dev.slipway.featureserver.offline.BinaryCells;
import dev.slipway.featureserver.parquet.ColumnChunkWriter;
import dev.slipway.featureserver.parquet.ParquetCodec;
import dev.slipway.featureserver.parquet.ParquetColumn;
import dev.slipway.featureserver.parquet.ParquetColumn.Kind;
import dev.slipway.featureserver.parquet.ParquetWriter;
import java.io.IOException;
import java.util.List;

/** A Parquet file. */
final class ParquetSink implements RowSink {
    private static final int DAYS_TO_2000 = 10_957;

    private final OutputTarget target;
    private final ParquetWriter writer;

    ParquetSink(OutputTarget target, List<OutputColumn> columns, ParquetCodec codec) throws IOException {
        this.target = target;
        List<ParquetColumn> parquet = columns.stream()
                .map(column -> new ParquetColumn(column.name(), column.kind(), column.list()))
                .toList();
        this.writer = new ParquetWriter(target.stream(), parquet, codec);
    }

    @Override
    public void write(OutputRow row) throws IOException {
        List<OutputColumn> columns = row.columns();
        for (int i = 0; i < columns.size(); i++) {
            OutputColumn column = columns.get(i);
            ColumnChunkWriter chunk = writer.column(i);
            int length = row.length(i);
            if (length < 0) {
                chunk.none();
            } else if (column.list()) {
                list(chunk, column, row.bytes(i), row.at(i));
            } else {
                value(chunk, column.kind(), row.bytes(i), row.at(i), length);
            }
        }
        writer.endRow();
    }

    private static void list(ColumnChunkWriter chunk, OutputColumn column, byte[] from, int at) {
        ArrayCells cells = new ArrayCells(from, at);
        chunk.beginList(cells.count());
        while (cells.next()) {
            if (cells.length() >= 0) {
                value(chunk, column.kind(), from, cells.at(), cells.length());
            } else if (column.feature()) {
                zero(chunk, column.kind());
            } else {
                chunk.none();
            }
        }
        chunk.endList();
    }

    /** What a null within a list becomes online. */
    private static void zero(ColumnChunkWriter chunk, Kind kind) {
        switch (kind) {
            case BOOLEAN -> chunk.bool(false);
            case INT32, DATE -> chunk.int32(0);
            case FLOAT -> chunk.int32(Float.floatToRawIntBits(Float.NaN));
            case INT64, TIMESTAMP -> chunk.int64(0);
            case DOUBLE -> chunk.int64(Double.doubleToRawLongBits(Double.NaN));
            case STRING, BYTES -> chunk.bytes(new byte[0], 0, 0);
        }
    }

    private static void value(ColumnChunkWriter chunk, Kind kind, byte[] from, int at, int length) {
        switch (kind) {
            case BOOLEAN -> chunk.bool(from[at] != 0);
            case INT32, FLOAT -> chunk.int32(BinaryCells.int32(from, at));
            case DATE -> chunk.int32(days(BinaryCells.int32(from, at)));
            case INT64, DOUBLE -> chunk.int64(BinaryCells.int64(from, at));
            case TIMESTAMP -> chunk.int64(BinaryCells.unixMicros(from, at));
            case STRING, BYTES -> chunk.bytes(from, at, length);
        }
    }

    private static int days(int since2000) {
        boolean infinite = since2000 == Integer.MAX_VALUE || since2000 == Integer.MIN_VALUE;
        return infinite ? since2000 : since2000 + DAYS_TO_2000;
    }

    @Override
    public void finish() throws IOException {
        writer.finish();
        target.finish();
    }

    @Override
    public long bytes() {
        return target.bytes();
    }

    @Override
    public void close() throws IOException {
        target.close();
    }
}

package dev.slipway.driftjob.read;

import dev.hardwood.metadata.PhysicalType;
import dev.slipway.driftjob.read.parquet.Binaries;
import dev.slipway.driftjob.read.parquet.ChunkReader;
import dev.slipway.driftjob.read.parquet.DamagedFileException;
import dev.slipway.driftjob.read.parquet.ListReader;
import java.io.IOException;
import java.math.BigInteger;

/** Brings a Parquet column's values, some rows at a time, into the form of every source. */
final class ParquetValues {
    private final ParquetColumn column;
    private final ChunkReader reader;
    private final ListReader lists;

    ParquetValues(ParquetColumn column, ChunkReader reader) {
        this.column = column;
        this.reader = reader;
        this.lists = new ListReader(reader, column.leaf());
    }

    /** Reads so many rows into those of the data from one on. */
    void read(ColumnData data, int at, int rows) throws IOException {
        if (column.type() == ColumnType.VECTOR) {
            for (int row = at; row < at + rows; row++) {
                switch (lists.next()) {
                    case NULL -> data.setNull(row);
                    case HOLES -> data.setInvalid(row);
                    case LIST -> data.setVector(row, lists.list());
                }
            }
            return;
        }
        int done = 0;
        while (done < rows) {
            int count = reader.read(rows - done);
            if (count == 0) {
                throw new DamagedFileException("column " + column.name() + " has fewer rows than its row group");
            }
            copy(data, at + done, count);
            done += count;
        }
    }

    private void copy(ColumnData data, int to, int count) {
        PhysicalType type = column.leaf().type();
        boolean real = type == PhysicalType.DOUBLE || type == PhysicalType.FLOAT;
        if (real && reader.dense()) {
            data.setNumbers(to, reader.doubles(), 0, count);
            return;
        }
        int value = 0;
        for (int i = 0; i < count; i++) {
            if (!reader.dense() && reader.definition(i) < column.leaf().defined()) {
                data.setNull(to + i);
                continue;
            }
            switch (type) {
                case DOUBLE, FLOAT -> data.setNumber(to + i, reader.doubles()[value]);
                case BYTE_ARRAY, FIXED_LEN_BYTE_ARRAY -> binary(data, to + i, value);
                default -> data.setNumber(to + i, column.scaled(reader.longs()[value]));
            }
            value++;
        }
    }

    private void binary(ColumnData data, int row, int value) {
        Binaries all = reader.binaries();
        if (column.type() == ColumnType.TEXT) {
            data.setText(row, all.bytes(), all.start(value), all.length(value));
        } else if (column.form() == ParquetColumn.Form.HALF) {
            int at = all.start(value);
            short half = (short) ((all.bytes()[at] & 0xFF) | all.bytes()[at + 1] << 8);
            data.setNumber(row, Float.float16ToFloat(half));
        } else {
            double unscaled = all.length(value) == 0
                    ? 0
                    : new BigInteger(all.bytes(), all.start(value), all.length(value)).doubleValue();
            data.setNumber(row, unscaled * column.scale());
        }
    }
}

package dev.slipway.driftjob.read;

import dev.hardwood.metadata.LogicalType;
import dev.hardwood.metadata.PhysicalType;
import dev.hardwood.reader.ColumnReader;
import dev.hardwood.reader.ColumnReaders;
import dev.hardwood.reader.Validity;
import dev.hardwood.schema.ColumnSchema;
import java.math.BigInteger;
import java.util.Optional;

/**
 * A leaf of a Parquet schema that can be compared, and how its values become ours.
 *
 * @param name as users write it: the path without the two inner levels of a list
 * @param path of the leaf, with dots
 * @param scale what a stored number is multiplied by: 1e-6 for microseconds, 10^-scale for a decimal
 */
record ParquetColumn(String name, String path, PhysicalType physical, ColumnType type, double scale) {
    private static final double DAY = 86_400;

    /** Empty for what is no number, text, truth value or time, or a list of numbers. */
    static Optional<ParquetColumn> of(ColumnSchema schema) {
        String path = String.join(".", schema.fieldPath().elements());
        if (schema.maxRepetitionLevel() > 0) {
            boolean numbers = schema.maxRepetitionLevel() == 1
                    && (schema.type() == PhysicalType.FLOAT || schema.type() == PhysicalType.DOUBLE);
            return numbers
                    ? Optional.of(new ParquetColumn(
                            schema.fieldPath().topLevelName(), path, schema.type(), ColumnType.VECTOR, 1))
                    : Optional.empty();
        }
        LogicalType logical = schema.logicalType();
        double scale =
                switch (logical) {
                    case LogicalType.TimestampType time -> second(time.unit());
                    case LogicalType.DateType day -> DAY;
                    case LogicalType.DecimalType decimal -> Math.pow(10, -decimal.scale());
                    case null, default -> 1;
                };
        boolean time = logical instanceof LogicalType.TimestampType || logical instanceof LogicalType.DateType;
        boolean decimal = logical instanceof LogicalType.DecimalType;
        Optional<ColumnType> type =
                switch (schema.type()) {
                    case BOOLEAN -> Optional.of(ColumnType.BOOLEAN);
                    case INT32, INT64, FLOAT, DOUBLE -> Optional.of(time ? ColumnType.TIMESTAMP : ColumnType.NUMBER);
                    case BYTE_ARRAY -> Optional.of(decimal ? ColumnType.NUMBER : ColumnType.TEXT);
                    case FIXED_LEN_BYTE_ARRAY -> decimal ? Optional.of(ColumnType.NUMBER) : Optional.empty();
                    case INT96 -> Optional.empty();
                };
        return type.map(t -> new ParquetColumn(path, path, schema.type(), t, scale));
    }

    private static double second(LogicalType.TimeUnit unit) {
        return switch (unit) {
            case MILLIS -> 1e-3;
            case MICROS -> 1e-6;
            case NANOS -> 1e-9;
        };
    }

    /** Copies rows of the reader's batch to consecutive rows of the data. */
    void copy(ColumnReaders readers, ColumnData data, int from, int count, int to) {
        ColumnReader reader = readers.getColumnReader(path);
        if (type == ColumnType.VECTOR) {
            vectors(reader, data, from, count, to);
            return;
        }
        Validity validity = reader.getLeafValidity();
        boolean nulls = validity.hasNulls();
        if (physical == PhysicalType.DOUBLE && !nulls) {
            data.setNumbers(to, reader.getDoubles(), from, count);
            return;
        }
        byte[] bytes = physical == PhysicalType.BYTE_ARRAY || physical == PhysicalType.FIXED_LEN_BYTE_ARRAY
                ? reader.getBinaryValues()
                : new byte[0];
        int[] offsets = bytes.length > 0 ? reader.getBinaryOffsets() : new int[0];
        for (int i = 0; i < count; i++) {
            int row = from + i;
            if (nulls && validity.isNull(row)) {
                data.setNull(to + i);
            } else if (type == ColumnType.TEXT) {
                int start = offsets.length == 0 ? 0 : offsets[row];
                data.setText(to + i, bytes, start, offsets.length == 0 ? 0 : offsets[row + 1] - start);
            } else {
                data.setNumber(to + i, number(reader, row, bytes, offsets));
            }
        }
    }

    private double number(ColumnReader reader, int row, byte[] bytes, int[] offsets) {
        return switch (physical) {
            case BOOLEAN -> reader.getBooleans()[row] ? 1 : 0;
            case INT32 -> reader.getInts()[row] * scale;
            case INT64 -> scaled(reader.getLongs()[row]);
            case FLOAT -> reader.getFloats()[row];
            case DOUBLE -> reader.getDoubles()[row];
            default -> new BigInteger(bytes, offsets[row], offsets[row + 1] - offsets[row]).doubleValue() * scale;
        };
    }

    /** Times are divided, so that they equal PostgreSQL's to the bit. */
    private double scaled(long value) {
        return scale == 1 ? value : type == ColumnType.TIMESTAMP ? value / Math.rint(1 / scale) : value * scale;
    }

    private void vectors(ColumnReader reader, ColumnData data, int from, int count, int to) {
        Validity lists = reader.getLayerValidity(0);
        Validity leaves = reader.getLeafValidity();
        int[] offsets = reader.getLayerOffsets(reader.getLayerCount() - 1);
        for (int i = 0; i < count; i++) {
            int row = from + i;
            int start = offsets[row];
            int end = offsets[row + 1];
            if (lists.hasNulls() && lists.isNull(row)) {
                data.setNull(to + i);
            } else if (leaves.hasNulls() && leaves.nextNull(start, end) < end && leaves.nextNull(start, end) >= 0) {
                data.setInvalid(to + i);
            } else {
                double[] values = new double[end - start];
                for (int k = start; k < end; k++) {
                    values[k - start] = physical == PhysicalType.FLOAT ? reader.getFloats()[k] : reader.getDoubles()[k];
                }
                data.setVector(to + i, values);
            }
        }
    }
}

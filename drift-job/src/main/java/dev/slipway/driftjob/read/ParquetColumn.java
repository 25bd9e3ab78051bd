package dev.slipway.driftjob.read;

import dev.hardwood.metadata.LogicalType;
import dev.hardwood.metadata.PhysicalType;
import dev.hardwood.metadata.RepetitionType;
import dev.hardwood.metadata.RowGroup;
import dev.hardwood.schema.ColumnSchema;
import dev.hardwood.schema.FileSchema;
import dev.hardwood.schema.SchemaNode;
import dev.slipway.driftjob.read.parquet.ArrayFile;
import dev.slipway.driftjob.read.parquet.ChunkReader;
import dev.slipway.driftjob.read.parquet.Leaf;
import dev.slipway.driftjob.read.parquet.PageBuffer;
import java.util.Optional;

/**
 * A leaf of a Parquet schema that can be compared, and how its values become ours.
 *
 * @param name as users write it: the path without the two inner levels of a list
 * @param index of the leaf among the columns of a row group
 * @param scale what a stored number is multiplied by: 1e-6 for microseconds, 10^-scale for a decimal
 */
record ParquetColumn(String name, int index, Leaf leaf, ColumnType type, double scale) {
    private static final double DAY = 86_400;

    /** The column of this name. */
    static Optional<ParquetColumn> named(FileSchema schema, String name) {
        return schema.getColumns().stream()
                .flatMap(column -> of(schema, column).stream())
                .filter(column -> column.name().equals(name))
                .findFirst();
    }

    /** Empty for what is no number, text, truth value or time, or a list of numbers. */
    static Optional<ParquetColumn> of(FileSchema file, ColumnSchema schema) {
        Leaf leaf = leaf(file, schema);
        if (schema.maxRepetitionLevel() > 0) {
            boolean numbers = schema.maxRepetitionLevel() == 1
                    && (schema.type() == PhysicalType.FLOAT || schema.type() == PhysicalType.DOUBLE);
            return numbers
                    ? Optional.of(new ParquetColumn(
                            schema.fieldPath().topLevelName(), schema.columnIndex(), leaf, ColumnType.VECTOR, 1))
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
        String path = String.join(".", schema.fieldPath().elements());
        return type.map(t -> new ParquetColumn(path, schema.columnIndex(), leaf, t, scale));
    }

    private static double second(LogicalType.TimeUnit unit) {
        return switch (unit) {
            case MILLIS -> 1e-3;
            case MICROS -> 1e-6;
            case NANOS -> 1e-9;
        };
    }

    private static Leaf leaf(FileSchema file, ColumnSchema schema) {
        int repeated = 0;
        SchemaNode node = file.getRootNode();
        for (String step : schema.fieldPath().elements()) {
            node = child(node, step);
            repeated = node.repetitionType() == RepetitionType.REPEATED ? node.maxDefinitionLevel() : repeated;
        }
        Integer width = schema.typeLength();
        return new Leaf(schema.type(), width == null ? 0 : width, schema.maxDefinitionLevel(), repeated);
    }

    private static SchemaNode child(SchemaNode node, String name) {
        return ((SchemaNode.GroupNode) node)
                .children().stream()
                        .filter(c -> c.name().equals(name))
                        .findFirst()
                        .orElseThrow();
    }

    /** The values of this column in a row group. */
    ParquetValues open(ArrayFile file, RowGroup group, PageBuffer buffer) {
        ChunkReader reader = new ChunkReader(file, group.columns().get(index), leaf, buffer, Batch.STEP);
        return new ParquetValues(this, reader);
    }

    /** Times are divided, so that they equal PostgreSQL's to the bit. */
    double scaled(long value) {
        if (scale == 1) {
            return value;
        }
        return type == ColumnType.TIMESTAMP && scale < 1 ? value / Math.rint(1 / scale) : value * scale;
    }
}

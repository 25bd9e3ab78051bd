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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A leaf of a Parquet schema that can be compared, and how its values become ours.
 *
 * @param name as users write it: the path without the two inner levels of a list
 * @param index of the leaf among the columns of a row group
 * @param scale what a stored number is multiplied by: 1e-6 for microseconds, 10^-scale for a decimal
 */
record ParquetColumn(String name, int index, Leaf leaf, ColumnType type, double scale, Form form) {
    /** What the bits of a stored value mean. */
    enum Form {
        /** What they mean by the physical type. */
        USUAL,
        /** A whole number whose first bit is no sign. */
        UNSIGNED,
        /** Two bytes of a binary16. */
        HALF
    }

    private static final double DAY = 86_400;

    /** The column of this name. */
    static Optional<ParquetColumn> named(FileSchema schema, String name) {
        return schema.getColumns().stream()
                .filter(column -> column.fieldPath().topLevelName().equals(name)
                        || path(column).equals(name))
                .flatMap(column -> of(schema, column).stream())
                .filter(column -> column.name().equals(name))
                .findFirst();
    }

    /** Columns that cannot be compared, and the second of a name, each with why. */
    static Map<String, String> unread(FileSchema file) {
        Map<String, String> unread = new LinkedHashMap<>();
        Set<String> read = new HashSet<>();
        for (ColumnSchema schema : file.getColumns()) {
            Optional<ParquetColumn> column = of(file, schema);
            if (column.isEmpty()) {
                String name =
                        schema.maxRepetitionLevel() > 0 ? schema.fieldPath().topLevelName() : path(schema);
                unread.put(name, kind(file, schema));
            } else if (!read.add(column.get().name())) {
                unread.put(column.get().name(), "a second column of this name");
            }
        }
        return unread;
    }

    private static String kind(FileSchema file, ColumnSchema schema) {
        if (inMap(file, schema)) {
            return "a map";
        }
        String type = schema.logicalType() == null ? schema.type().name() : String.valueOf(schema.logicalType());
        return (schema.maxRepetitionLevel() > 0 ? "a list of " : "of type ") + type;
    }

    /** Empty for what is no number, text, truth value or time, or a list of numbers. */
    static Optional<ParquetColumn> of(FileSchema file, ColumnSchema schema) {
        Leaf leaf = leaf(file, schema);
        if (schema.maxRepetitionLevel() > 0) {
            boolean numbers = schema.maxRepetitionLevel() == 1
                    && !inMap(file, schema)
                    && (schema.type() == PhysicalType.FLOAT || schema.type() == PhysicalType.DOUBLE);
            return numbers
                    ? Optional.of(new ParquetColumn(
                            schema.fieldPath().topLevelName(),
                            schema.columnIndex(),
                            leaf,
                            ColumnType.VECTOR,
                            1,
                            Form.USUAL))
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
        boolean half = logical instanceof LogicalType.Float16Type;
        boolean decimal = logical instanceof LogicalType.DecimalType;
        Optional<ColumnType> type =
                switch (schema.type()) {
                    case BOOLEAN -> Optional.of(ColumnType.BOOLEAN);
                    case INT32, INT64, FLOAT, DOUBLE -> Optional.of(time ? ColumnType.TIMESTAMP : ColumnType.NUMBER);
                    case BYTE_ARRAY -> Optional.of(decimal ? ColumnType.NUMBER : ColumnType.TEXT);
                    case FIXED_LEN_BYTE_ARRAY -> decimal || half ? Optional.of(ColumnType.NUMBER) : Optional.empty();
                    case INT96 -> Optional.of(ColumnType.TIMESTAMP);
                };
        boolean unsigned = logical instanceof LogicalType.IntType number && !number.isSigned();
        Form form = unsigned ? Form.UNSIGNED : half ? Form.HALF : Form.USUAL;
        double unit = schema.type() == PhysicalType.INT96 ? second(LogicalType.TimeUnit.MICROS) : scale;
        return type.map(t -> new ParquetColumn(path(schema), schema.columnIndex(), leaf, t, unit, form));
    }

    private static String path(ColumnSchema schema) {
        return String.join(".", schema.fieldPath().elements());
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

    private static boolean inMap(FileSchema file, ColumnSchema schema) {
        SchemaNode node = file.getRootNode();
        for (String step : schema.fieldPath().elements()) {
            node = child(node, step);
            if (node instanceof SchemaNode.GroupNode group && group.isMap()) {
                return true;
            }
        }
        return false;
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
        if (form == Form.UNSIGNED) {
            return unsigned(value);
        }
        if (scale == 1) {
            return value;
        }
        return type == ColumnType.TIMESTAMP && scale < 1 ? value / Math.rint(1 / scale) : value * scale;
    }

    /** Halved, with the last bit for the rounding, where it does not fit into a signed number. */
    private double unsigned(long value) {
        if (leaf.type() == PhysicalType.INT32) {
            return value & 0xFFFF_FFFFL;
        }
        return value >= 0 ? value : 2.0 * ((value >>> 1) | (value & 1));
    }
}

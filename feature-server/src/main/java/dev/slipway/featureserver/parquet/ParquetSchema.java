package dev.slipway.featureserver.parquet;

import java.util.ArrayList;
import java.util.List;
import org.apache.parquet.format.ConvertedType;
import org.apache.parquet.format.DateType;
import org.apache.parquet.format.FieldRepetitionType;
import org.apache.parquet.format.ListType;
import org.apache.parquet.format.LogicalType;
import org.apache.parquet.format.MicroSeconds;
import org.apache.parquet.format.SchemaElement;
import org.apache.parquet.format.StringType;
import org.apache.parquet.format.TimeUnit;
import org.apache.parquet.format.TimestampType;
import org.apache.parquet.format.Type;

/** Columns as Parquet's flattened schema; lists in the form of three levels (LogicalTypes.md, "Lists"). */
final class ParquetSchema {
    private ParquetSchema() {}

    static List<SchemaElement> of(List<ParquetColumn> columns) {
        List<SchemaElement> elements = new ArrayList<>();
        elements.add(new SchemaElement("schema").setNum_children(columns.size()));
        for (ParquetColumn column : columns) {
            if (column.list()) {
                elements.add(new SchemaElement(column.name())
                        .setRepetition_type(FieldRepetitionType.OPTIONAL)
                        .setNum_children(1)
                        .setConverted_type(ConvertedType.LIST)
                        .setLogicalType(LogicalType.LIST(new ListType())));
                elements.add(new SchemaElement("list")
                        .setRepetition_type(FieldRepetitionType.REPEATED)
                        .setNum_children(1));
            }
            elements.add(leaf(column.list() ? "element" : column.name(), column.kind()));
        }
        return elements;
    }

    static List<String> path(ParquetColumn column) {
        return column.list() ? List.of(column.name(), "list", "element") : List.of(column.name());
    }

    static Type type(ParquetColumn.Kind kind) {
        return switch (kind) {
            case BOOLEAN -> Type.BOOLEAN;
            case INT32, DATE -> Type.INT32;
            case INT64, TIMESTAMP -> Type.INT64;
            case FLOAT -> Type.FLOAT;
            case DOUBLE -> Type.DOUBLE;
            case STRING, BYTES -> Type.BYTE_ARRAY;
        };
    }

    private static SchemaElement leaf(String name, ParquetColumn.Kind kind) {
        SchemaElement leaf =
                new SchemaElement(name).setType(type(kind)).setRepetition_type(FieldRepetitionType.OPTIONAL);
        return switch (kind) {
            case STRING ->
                leaf.setConverted_type(ConvertedType.UTF8).setLogicalType(LogicalType.STRING(new StringType()));
            case DATE -> leaf.setConverted_type(ConvertedType.DATE).setLogicalType(LogicalType.DATE(new DateType()));
            case TIMESTAMP ->
                leaf.setConverted_type(ConvertedType.TIMESTAMP_MICROS)
                        .setLogicalType(
                                LogicalType.TIMESTAMP(new TimestampType(true, TimeUnit.MICROS(new MicroSeconds()))));
            default -> leaf;
        };
    }
}

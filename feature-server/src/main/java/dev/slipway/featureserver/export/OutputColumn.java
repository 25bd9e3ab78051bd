package dev.slipway.featureserver.export;

import dev.slipway.featureserver.codec.ValueType;
import dev.slipway.featureserver.parquet.ParquetColumn.Kind;

/**
 * A column of a training set.
 *
 * @param name in the output
 * @param kind what its values are
 * @param list whether a value is a list of them
 * @param feature whether it is a feature, of which NaN is null as it is online
 */
record OutputColumn(String name, Kind kind, boolean list, boolean feature) {
    /** A feature's column. */
    static OutputColumn feature(String name, ValueType type) {
        Kind kind =
                switch (type.element()) {
                    case INT32 -> Kind.INT32;
                    case INT64 -> Kind.INT64;
                    case BOOL -> Kind.BOOLEAN;
                    case FLOAT -> Kind.FLOAT;
                    case DOUBLE -> Kind.DOUBLE;
                    case TIMESTAMP -> Kind.TIMESTAMP;
                    case BYTES -> Kind.BYTES;
                    default -> Kind.STRING;
                };
        return new OutputColumn(name, kind, !type.scalar(), true);
    }

    /** PostgreSQL's type of it. */
    String sqlType() {
        String element =
                switch (kind) {
                    case BOOLEAN -> "bool";
                    case INT32 -> "int4";
                    case INT64 -> "int8";
                    case FLOAT -> "float4";
                    case DOUBLE -> "float8";
                    case DATE -> "date";
                    case TIMESTAMP -> "timestamptz";
                    case STRING -> "text";
                    case BYTES -> "bytea";
                };
        return list ? element + "[]" : element;
    }

    /** Whether NaN here means that there is no value. */
    boolean nanIsNull() {
        return feature && !list && (kind == Kind.FLOAT || kind == Kind.DOUBLE);
    }
}

package dev.slipway.featureserver.parquet;

/**
 * A column; any value may be null.
 *
 * @param name in the file
 * @param kind what its values are
 * @param list whether a value is a list of them, of which each may be null
 */
public record ParquetColumn(String name, Kind kind, boolean list) {
    /** How values stand in the file. */
    public enum Kind {
        /** True or false. */
        BOOLEAN,
        /** 32 bits, signed. */
        INT32,
        /** 64 bits, signed. */
        INT64,
        /** IEEE 754, 32 bits. */
        FLOAT,
        /** IEEE 754, 64 bits. */
        DOUBLE,
        /** Days since 1970-01-01. */
        DATE,
        /** Microseconds since 1970-01-01 UTC. */
        TIMESTAMP,
        /** Text in UTF-8. */
        STRING,
        /** Any bytes. */
        BYTES
    }
}

package dev.slipway.modelserver.predictionlog;

import dev.slipway.modelserver.onnx.DataType;

/** The PostgreSQL types of the log, each able to hold every value of the tensor types that map to it. */
public enum ColumnType {
    /** One byte. */
    BOOLEAN("boolean", 1),
    /** 16 bits; also for 8-bit numbers, which PostgreSQL has not. */
    SMALLINT("smallint", 2),
    /** 32 bits; also for unsigned 16. */
    INTEGER("integer", 4),
    /** 64 bits; also for unsigned 32. */
    BIGINT("bigint", 8),
    /** Unsigned 64 bits fit nothing smaller. */
    NUMERIC("numeric(20,0)", 16),
    /** Single precision; also for halves, which it holds exactly. */
    REAL("real", 4),
    /** Double precision. */
    DOUBLE("double precision", 8),
    /** UTF-8. In a page a long text is a pointer. */
    TEXT("text", 18),
    /** Microseconds, UTC. */
    TIMESTAMPTZ("timestamp with time zone", 8);

    private final String sql;
    private final int pageBytes;

    ColumnType(String sql, int pageBytes) {
        this.sql = sql;
        this.pageBytes = pageBytes;
    }

    /** The column type of a tensor's elements. */
    public static ColumnType of(DataType type) {
        return switch (type) {
            case BOOL -> BOOLEAN;
            case UINT8, INT8, INT16 -> SMALLINT;
            case UINT16, INT32 -> INTEGER;
            case UINT32, INT64 -> BIGINT;
            case UINT64 -> NUMERIC;
            case FP16, BF16, FP32 -> REAL;
            case FP64 -> DOUBLE;
            case BYTES -> TEXT;
        };
    }

    /** The name that {@code format_type} of PostgreSQL gives it. */
    public String sql() {
        return sql;
    }

    /** Bytes that a value takes of a row's page at most: a row must fit into one of 8 KiB. */
    int pageBytes() {
        return pageBytes;
    }
}

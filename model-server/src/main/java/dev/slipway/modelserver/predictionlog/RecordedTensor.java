package dev.slipway.modelserver.predictionlog;

import dev.slipway.modelserver.onnx.DataType;
import java.nio.ByteBuffer;
import java.sql.SQLException;

/** A tensor of a record while its rows are read one after the other. */
final class RecordedTensor {
    private final DataType type;
    private ByteBuffer record = ByteBuffer.allocate(0);
    private int start;
    private int at;
    private int width;
    private int tensorRows;

    RecordedTensor(DataType type) {
        this.type = type;
    }

    /** Takes the tensor at the record's position, moves the position behind it. */
    void read(ByteBuffer buffer, int rows, int expectedWidth) {
        record = buffer;
        int elements = buffer.getInt();
        start = buffer.position();
        at = start;
        skip(buffer, Math.max(0, elements));
        width = expectedWidth > 0 ? expectedWidth : elements % rows == 0 ? elements / rows : 0;
        tensorRows = elements <= 0 || width == 0 ? 0 : RowWidth.rows(elements, width);
        if (tensorRows != rows && tensorRows != 1) {
            tensorRows = 0;
        }
    }

    private void skip(ByteBuffer buffer, int elements) {
        if (type != DataType.BYTES) {
            buffer.position(buffer.position() + elements * type.size());
            return;
        }
        for (int i = 0; i < elements; i++) {
            int length = buffer.getInt();
            buffer.position(buffer.position() + length);
        }
    }

    /** Whether it has a value for each row. */
    boolean present() {
        return tensorRows > 0;
    }

    int width() {
        return width;
    }

    /** Begins a row; a tensor of one row has the same values for all. */
    void row() {
        if (tensorRows == 1) {
            at = start;
        }
    }

    /** Writes the next element of the row, or null in its place. */
    void write(CopyStream out, boolean masked) throws SQLException {
        int offset = next();
        if (masked) {
            out.nothing();
            return;
        }
        switch (type) {
            case BOOL -> out.bool(record.get(offset) != 0);
            case INT8 -> out.int2(record.get(offset));
            case UINT8 -> out.int2(record.get(offset) & 0xff);
            case INT16 -> out.int2(record.getShort(offset));
            case UINT16 -> out.int4(record.getShort(offset) & 0xffff);
            case INT32 -> out.int4(record.getInt(offset));
            case UINT32 -> out.int8(record.getInt(offset) & 0xffff_ffffL);
            case INT64 -> out.int8(record.getLong(offset));
            case UINT64 -> out.unsigned(record.getLong(offset));
            case FP16, BF16, FP32 -> out.float4((float) number(offset));
            case FP64 -> out.float8(record.getDouble(offset));
            case BYTES -> out.text(record, offset + Integer.BYTES, record.getInt(offset));
        }
    }

    /** The next element of the row as a number; only for floating types. */
    double number() {
        return number(next());
    }

    private double number(int offset) {
        return switch (type) {
            case FP16 -> Float.float16ToFloat(record.getShort(offset));
            case BF16 -> Float.intBitsToFloat(record.getShort(offset) << 16);
            case FP32 -> record.getFloat(offset);
            case FP64 -> record.getDouble(offset);
            case BOOL, INT8, UINT8, INT16, UINT16, INT32, UINT32, INT64, UINT64, BYTES ->
                throw new IllegalStateException(type + " is no floating type");
        };
    }

    private int next() {
        int offset = at;
        at += type == DataType.BYTES ? Integer.BYTES + record.getInt(offset) : type.size();
        return offset;
    }
}

package dev.slipway.modelserver.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.slipway.modelserver.onnx.DataType;
import dev.slipway.modelserver.onnx.ScratchBuffer;
import dev.slipway.modelserver.onnx.ScratchPool;
import dev.slipway.modelserver.onnx.TensorInput;
import dev.slipway.modelserver.onnx.TensorSpec;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;

/**
 * Whole numbers and booleans. {@code 1.0} and {@code 1e3} are whole numbers, since clients in languages without
 * integers write them so; {@code 1.5} and what is out of range are refused.
 */
final class IntegerSink extends ElementSink {
    /** Of 2^64 - 1. */
    private static final int MOST_DIGITS = 20;

    private final ScratchPool pool;
    private final ScratchBuffer buffer;
    private final DataType type;
    private final int size;
    private final long min;
    private final long max;

    IntegerSink(TensorSpec spec, ScratchPool pool) {
        super(spec);
        this.pool = pool;
        this.buffer = pool.take();
        this.type = spec.datatype();
        this.size = type.size();
        boolean unsigned = type == DataType.BOOL || type.name().startsWith("UINT");
        int bits = type == DataType.BOOL ? 1 : size * 8;
        this.min = unsigned ? 0 : -1L << (bits - 1);
        this.max = unsigned && bits < Long.SIZE ? (1L << bits) - 1 : ~(-1L << (bits - 1));
    }

    @Override
    void store(JsonParser parser, JsonToken token) throws IOException, InvalidTensorException {
        if (type == DataType.UINT64) {
            buffer.room(size).putLong(unsigned(parser, token));
            return;
        }
        long value = value(parser, token);
        if (value < min || value > max) {
            throw refuse(parser, token, expected());
        }
        ByteBuffer room = buffer.room(size);
        switch (size) {
            case 1 -> room.put((byte) value);
            case 2 -> room.putShort((short) value);
            case 4 -> room.putInt((int) value);
            default -> room.putLong(value);
        }
    }

    @Override
    public void seek(int element) {
        super.seek(element);
        buffer.seek(element * size);
    }

    @Override
    TensorInput.Elements elements() {
        return new TensorInput.Packed(buffer, count() * size);
    }

    @Override
    public void close() {
        pool.give(buffer);
    }

    private long value(JsonParser parser, JsonToken token) throws IOException, InvalidTensorException {
        try {
            if (token == JsonToken.VALUE_NUMBER_INT) {
                return parser.getLongValue();
            }
            if (token == JsonToken.VALUE_NUMBER_FLOAT) {
                return whole(parser).longValueExact();
            }
        } catch (JsonProcessingException | ArithmeticException | NumberFormatException e) {
            throw refuse(parser, token, expected());
        }
        if (type == DataType.BOOL && token.isBoolean()) {
            return token == JsonToken.VALUE_TRUE ? 1 : 0;
        }
        throw refuse(parser, token, expected());
    }

    private long unsigned(JsonParser parser, JsonToken token) throws IOException, InvalidTensorException {
        if (token != JsonToken.VALUE_NUMBER_INT && token != JsonToken.VALUE_NUMBER_FLOAT) {
            throw refuse(parser, token, expected());
        }
        try {
            BigInteger value = token == JsonToken.VALUE_NUMBER_INT
                    ? parser.getBigIntegerValue()
                    : whole(parser).toBigIntegerExact();
            if (value.signum() < 0 || value.bitLength() > Long.SIZE) {
                throw refuse(parser, token, expected());
            }
            return value.longValue();
        } catch (JsonProcessingException | ArithmeticException | NumberFormatException e) {
            throw refuse(parser, token, expected());
        }
    }

    /**
     * A number with a point or an exponent whose digits before the point are few: {@code 1e999999999} is eleven bytes here and
     * would be half a gigabyte as a whole number.
     */
    private static BigDecimal whole(JsonParser parser) throws IOException {
        BigDecimal value = parser.getDecimalValue();
        long digits = (long) value.precision() - value.scale();
        if (value.signum() == 0) {
            return BigDecimal.ZERO;
        }
        if (digits <= 0 || digits > MOST_DIGITS) {
            throw new ArithmeticException("out of range");
        }
        return value;
    }

    private String expected() {
        return switch (type) {
            case BOOL -> "true, false, 0 or 1";
            case UINT64 -> "whole numbers from 0 to " + Long.toUnsignedString(-1);
            default -> "whole numbers from " + min + " to " + max;
        };
    }
}

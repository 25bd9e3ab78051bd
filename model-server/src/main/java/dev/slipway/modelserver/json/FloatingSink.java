package dev.slipway.modelserver.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.slipway.modelserver.onnx.DataType;
import dev.slipway.modelserver.onnx.ScratchBuffer;
import dev.slipway.modelserver.onnx.ScratchPool;
import dev.slipway.modelserver.onnx.TensorInput;
import dev.slipway.modelserver.onnx.TensorSpec;
import java.io.IOException;

/**
 * Floating-point elements. A number beyond the type's range is refused: infinity is not what the client meant. NaN and the
 * infinities are texts; a bare NaN comes only from readers that know it: where a feature is missing.
 */
final class FloatingSink extends ElementSink {
    private final ScratchPool pool;
    private final ScratchBuffer buffer;
    private final DataType type;
    private final int size;

    FloatingSink(TensorSpec spec, ScratchPool pool) {
        super(spec);
        this.pool = pool;
        this.buffer = pool.take();
        this.type = spec.datatype();
        this.size = type.size();
    }

    @Override
    void store(JsonParser parser, JsonToken token) throws IOException, InvalidTensorException {
        if (token == JsonToken.VALUE_NUMBER_FLOAT || token == JsonToken.VALUE_NUMBER_INT) {
            number(parser, token);
        } else if (!nonFinite(parser, token)) {
            throw refuse(parser, token, "numbers, \"NaN\", \"Infinity\" or \"-Infinity\"");
        }
    }

    private void number(JsonParser parser, JsonToken token) throws IOException, InvalidTensorException {
        switch (type) {
            case FP64 -> {
                double value = parser.getDoubleValue();
                check(!Double.isInfinite(value), parser, token);
                buffer.room(size).putDouble(value);
            }
            case FP16 -> {
                short half = half(HalfRounding.FP16.nearest(parser.getDoubleValue(), parser::getText));
                check(!Float.isInfinite(Float.float16ToFloat(half)), parser, token);
                buffer.room(size).putShort(half);
            }
            case BF16 -> {
                float value = HalfRounding.BF16.nearest(parser.getDoubleValue(), parser::getText);
                check(!Float.isInfinite(value), parser, token);
                buffer.room(size).putShort(half(value));
            }
            default -> {
                float value = parser.getFloatValue();
                check(!Float.isInfinite(value), parser, token);
                buffer.room(size).putFloat(value);
            }
        }
    }

    /** Stores what JSON has no number for, as text; false where it is something else. */
    private boolean nonFinite(JsonParser parser, JsonToken token) throws IOException {
        if (token != JsonToken.VALUE_STRING) {
            return false;
        }
        float value =
                switch (parser.getText()) {
                    case "NaN" -> Float.NaN;
                    case "Infinity" -> Float.POSITIVE_INFINITY;
                    case "-Infinity" -> Float.NEGATIVE_INFINITY;
                    default -> 0;
                };
        if (Float.isFinite(value)) {
            return false;
        }
        switch (type) {
            case FP64 -> buffer.room(size).putDouble(value);
            case FP16, BF16 -> buffer.room(size).putShort(half(value));
            default -> buffer.room(size).putFloat(value);
        }
        return true;
    }

    private short half(float value) {
        return type == DataType.BF16 ? Bfloat16.of(value) : Float.floatToFloat16(value);
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

    private void check(boolean within, JsonParser parser, JsonToken token) throws IOException, InvalidTensorException {
        if (!within) {
            throw refuse(parser, token, "numbers within its range");
        }
    }
}

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
 * Floating-point elements. A number beyond the type's range is refused: infinity is not what the client meant. NaN comes only from
 * readers that know it: where a feature is missing.
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
        if (token != JsonToken.VALUE_NUMBER_FLOAT && token != JsonToken.VALUE_NUMBER_INT) {
            throw refuse(parser, token, "numbers");
        }
        switch (type) {
            case FP64 -> {
                double value = parser.getDoubleValue();
                check(!Double.isInfinite(value), parser, token);
                buffer.room(size).putDouble(value);
            }
            case FP16 -> {
                short half = Float.floatToFloat16(parser.getFloatValue());
                check(!Float.isInfinite(Float.float16ToFloat(half)), parser, token);
                buffer.room(size).putShort(half);
            }
            case BF16 -> {
                short upper = Bfloat16.of(parser.getFloatValue());
                check(!Float.isInfinite(Bfloat16.toFloat(upper)), parser, token);
                buffer.room(size).putShort(upper);
            }
            default -> {
                float value = parser.getFloatValue();
                check(!Float.isInfinite(value), parser, token);
                buffer.room(size).putFloat(value);
            }
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

    private void check(boolean within, JsonParser parser, JsonToken token) throws IOException, InvalidTensorException {
        if (!within) {
            throw refuse(parser, token, "numbers within its range");
        }
    }
}

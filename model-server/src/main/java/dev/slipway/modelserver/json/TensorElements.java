package dev.slipway.modelserver.json;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.slipway.modelserver.onnx.OutputTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.nio.ShortBuffer;
import java.util.List;

/** Writes the elements of an output as JSON, by their row-major index. */
public abstract class TensorElements {
    private final String name;

    private TensorElements(String name) {
        this.name = name;
    }

    /** The elements of a tensor. */
    public static TensorElements of(OutputTensor output) {
        String name = output.spec().name();
        return switch (output.spec().datatype()) {
            case FP32 -> floats(name, (FloatBuffer) output.packed());
            case FP64 -> doubles(name, (DoubleBuffer) output.packed());
            case FP16 -> halves(name, (ShortBuffer) output.packed(), false);
            case BF16 -> halves(name, (ShortBuffer) output.packed(), true);
            case INT64 -> longs(name, (LongBuffer) output.packed());
            case INT32 -> integers(name, (IntBuffer) output.packed(), -1L);
            case INT16 -> shorts(name, (ShortBuffer) output.packed(), -1);
            case INT8 -> bytes(name, (ByteBuffer) output.packed(), 0xffffffff);
            case UINT8 -> bytes(name, (ByteBuffer) output.packed(), 0xff);
            case BOOL -> booleans(name, (ByteBuffer) output.packed());
            case BYTES -> strings(name, output.strings());
            case UINT16 -> shorts(name, (ShortBuffer) output.packed(), 0xffff);
            case UINT32 -> integers(name, (IntBuffer) output.packed(), 0xffffffffL);
            case UINT64 -> unsignedLongs(name, (LongBuffer) output.packed());
        };
    }

    /** Writes one element. */
    public abstract void write(JsonGenerator json, int index) throws IOException;

    final void finite(JsonGenerator json, int index, float value) throws IOException {
        if (!Float.isFinite(value)) {
            throw new UnrepresentableNumberException(name, index, value);
        }
        json.writeNumber(value);
    }

    private static TensorElements floats(String name, FloatBuffer values) {
        return new TensorElements(name) {
            @Override
            public void write(JsonGenerator json, int index) throws IOException {
                finite(json, index, values.get(index));
            }
        };
    }

    private static TensorElements doubles(String name, DoubleBuffer values) {
        return new TensorElements(name) {
            @Override
            public void write(JsonGenerator json, int index) throws IOException {
                double value = values.get(index);
                if (!Double.isFinite(value)) {
                    throw new UnrepresentableNumberException(name, index, value);
                }
                json.writeNumber(value);
            }
        };
    }

    private static TensorElements halves(String name, ShortBuffer values, boolean brain) {
        return new TensorElements(name) {
            @Override
            public void write(JsonGenerator json, int index) throws IOException {
                short half = values.get(index);
                finite(json, index, brain ? Bfloat16.toFloat(half) : Float.float16ToFloat(half));
            }
        };
    }

    private static TensorElements longs(String name, LongBuffer values) {
        return new TensorElements(name) {
            @Override
            public void write(JsonGenerator json, int index) throws IOException {
                json.writeNumber(values.get(index));
            }
        };
    }

    private static TensorElements unsignedLongs(String name, LongBuffer values) {
        return new TensorElements(name) {
            @Override
            public void write(JsonGenerator json, int index) throws IOException {
                json.writeNumber(Long.toUnsignedString(values.get(index)));
            }
        };
    }

    private static TensorElements integers(String name, IntBuffer values, long mask) {
        return new TensorElements(name) {
            @Override
            public void write(JsonGenerator json, int index) throws IOException {
                json.writeNumber(values.get(index) & mask);
            }
        };
    }

    private static TensorElements shorts(String name, ShortBuffer values, int mask) {
        return new TensorElements(name) {
            @Override
            public void write(JsonGenerator json, int index) throws IOException {
                json.writeNumber(values.get(index) & mask);
            }
        };
    }

    private static TensorElements bytes(String name, ByteBuffer values, int mask) {
        return new TensorElements(name) {
            @Override
            public void write(JsonGenerator json, int index) throws IOException {
                json.writeNumber(values.get(index) & mask);
            }
        };
    }

    private static TensorElements booleans(String name, ByteBuffer values) {
        return new TensorElements(name) {
            @Override
            public void write(JsonGenerator json, int index) throws IOException {
                json.writeBoolean(values.get(index) != 0);
            }
        };
    }

    private static TensorElements strings(String name, List<String> values) {
        return new TensorElements(name) {
            @Override
            public void write(JsonGenerator json, int index) throws IOException {
                json.writeString(values.get(index));
            }
        };
    }
}

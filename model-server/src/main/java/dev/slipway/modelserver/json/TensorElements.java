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
    private TensorElements() {}

    /** The elements of a tensor. */
    public static TensorElements of(OutputTensor output, NonFinite form) {
        String name = output.spec().name();
        return switch (output.spec().datatype()) {
            case FP32 -> floats(name, form, (FloatBuffer) output.packed());
            case FP64 -> doubles(name, form, (DoubleBuffer) output.packed());
            case FP16 -> halves(name, form, (ShortBuffer) output.packed(), false);
            case BF16 -> halves(name, form, (ShortBuffer) output.packed(), true);
            case INT64 -> longs((LongBuffer) output.packed());
            case INT32 -> integers((IntBuffer) output.packed(), -1L);
            case INT16 -> shorts((ShortBuffer) output.packed(), -1);
            case INT8 -> bytes((ByteBuffer) output.packed(), 0xffffffff);
            case UINT8 -> bytes((ByteBuffer) output.packed(), 0xff);
            case BOOL -> booleans((ByteBuffer) output.packed());
            case BYTES -> strings(output.strings());
            case UINT16 -> shorts((ShortBuffer) output.packed(), 0xffff);
            case UINT32 -> integers((IntBuffer) output.packed(), 0xffffffffL);
            case UINT64 -> unsignedLongs((LongBuffer) output.packed());
        };
    }

    /** Writes one element. */
    public abstract void write(JsonGenerator json, int index) throws IOException;

    /** Floating-point numbers. */
    private abstract static class Floating extends TensorElements {
        private final String output;
        private final NonFinite form;

        Floating(String output, NonFinite form) {
            this.output = output;
            this.form = form;
        }

        final void write(JsonGenerator json, int index, float value) throws IOException {
            if (Float.isFinite(value)) {
                json.writeNumber(value);
            } else {
                nonFinite(json, index, value);
            }
        }

        final void write(JsonGenerator json, int index, double value) throws IOException {
            if (Double.isFinite(value)) {
                json.writeNumber(value);
            } else {
                nonFinite(json, index, value);
            }
        }

        private void nonFinite(JsonGenerator json, int index, double value) throws IOException {
            if (form == NonFinite.REFUSED) {
                throw new UnrepresentableNumberException(output, index, value);
            }
            json.writeString(Double.toString(value));
        }
    }

    private static TensorElements floats(String name, NonFinite form, FloatBuffer values) {
        return new Floating(name, form) {
            @Override
            public void write(JsonGenerator json, int index) throws IOException {
                write(json, index, values.get(index));
            }
        };
    }

    private static TensorElements doubles(String name, NonFinite form, DoubleBuffer values) {
        return new Floating(name, form) {
            @Override
            public void write(JsonGenerator json, int index) throws IOException {
                write(json, index, values.get(index));
            }
        };
    }

    private static TensorElements halves(String name, NonFinite form, ShortBuffer values, boolean brain) {
        return new Floating(name, form) {
            @Override
            public void write(JsonGenerator json, int index) throws IOException {
                short half = values.get(index);
                write(json, index, brain ? Bfloat16.toFloat(half) : Float.float16ToFloat(half));
            }
        };
    }

    private static TensorElements longs(LongBuffer values) {
        return new TensorElements() {
            @Override
            public void write(JsonGenerator json, int index) throws IOException {
                json.writeNumber(values.get(index));
            }
        };
    }

    private static TensorElements unsignedLongs(LongBuffer values) {
        return new TensorElements() {
            @Override
            public void write(JsonGenerator json, int index) throws IOException {
                json.writeNumber(Long.toUnsignedString(values.get(index)));
            }
        };
    }

    private static TensorElements integers(IntBuffer values, long mask) {
        return new TensorElements() {
            @Override
            public void write(JsonGenerator json, int index) throws IOException {
                json.writeNumber(values.get(index) & mask);
            }
        };
    }

    private static TensorElements shorts(ShortBuffer values, int mask) {
        return new TensorElements() {
            @Override
            public void write(JsonGenerator json, int index) throws IOException {
                json.writeNumber(values.get(index) & mask);
            }
        };
    }

    private static TensorElements bytes(ByteBuffer values, int mask) {
        return new TensorElements() {
            @Override
            public void write(JsonGenerator json, int index) throws IOException {
                json.writeNumber(values.get(index) & mask);
            }
        };
    }

    private static TensorElements booleans(ByteBuffer values) {
        return new TensorElements() {
            @Override
            public void write(JsonGenerator json, int index) throws IOException {
                json.writeBoolean(values.get(index) != 0);
            }
        };
    }

    private static TensorElements strings(List<String> values) {
        return new TensorElements() {
            @Override
            public void write(JsonGenerator json, int index) throws IOException {
                json.writeString(values.get(index));
            }
        };
    }
}

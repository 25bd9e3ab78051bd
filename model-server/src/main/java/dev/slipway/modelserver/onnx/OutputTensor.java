package dev.slipway.modelserver.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import java.nio.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** One tensor of an answer, valid until the {@link InferenceResult} it came from is closed. */
public final class OutputTensor {
    private final TensorSpec spec;
    private final OnnxTensor tensor;
    private final long[] dims;

    OutputTensor(TensorSpec spec, OnnxTensor tensor) {
        this.spec = spec;
        this.tensor = tensor;
        this.dims = tensor.getInfo().getShape();
    }

    /** The output of the model; its shape may have -1, {@link #dims()} has not. */
    public TensorSpec spec() {
        return spec;
    }

    /** The sizes. */
    public long[] dims() {
        return dims.clone();
    }

    /** How many elements there are. */
    public int elementCount() {
        long count = 1;
        for (long dim : dims) {
            count *= dim;
        }
        return Math.toIntExact(count);
    }

    /** The elements of a number or boolean tensor: a buffer of its own width (halves as shorts). */
    public Buffer packed() {
        Buffer buffer =
                switch (spec.datatype()) {
                    case BOOL, UINT8, INT8 -> tensor.getByteBuffer();
                    case INT16, FP16, BF16 -> tensor.getShortBuffer();
                    case INT32 -> tensor.getIntBuffer();
                    case INT64 -> tensor.getLongBuffer();
                    case FP32 -> tensor.getFloatBuffer();
                    case FP64 -> tensor.getDoubleBuffer();
                    case UINT16, UINT32, UINT64, BYTES ->
                        throw new IllegalStateException(spec.datatype() + " is not packed");
                };
        return Objects.requireNonNull(buffer, "ONNX Runtime gives no buffer of this tensor");
    }

    /** The elements of a string tensor in row-major order. */
    public List<String> strings() throws OrtException {
        List<String> values = new ArrayList<>();
        flatten(tensor.getValue(), values);
        return values;
    }

    private static void flatten(Object value, List<String> into) {
        if (value instanceof Object[] array) {
            for (Object element : array) {
                flatten(element, into);
            }
        } else {
            into.add((String) value);
        }
    }
}

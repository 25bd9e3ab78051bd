package dev.slipway.modelserver.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import java.nio.Buffer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** One tensor of an answer, valid until the {@link InferenceResult} it came from is closed. */
public final class OutputTensor {
    private static final ByteBuffer NO_BYTES = ByteBuffer.allocate(0);

    private final TensorSpec spec;
    private final long[] dims;
    private final ByteBuffer bytes;
    private final List<String> strings;

    /** Numbers or booleans in native order, or strings; the other is empty. */
    public OutputTensor(TensorSpec spec, long[] dims, ByteBuffer bytes, List<String> strings) {
        this.spec = spec;
        this.dims = dims;
        this.bytes = bytes;
        this.strings = strings;
    }

    /** Texts of our own, as many as the sizes say. */
    public static OutputTensor ofStrings(String name, long[] dims, List<String> values) {
        TensorSpec spec =
                new TensorSpec(name, DataType.BYTES, Arrays.stream(dims).boxed().toList());
        return new OutputTensor(spec, dims, NO_BYTES, List.copyOf(values));
    }

    /** A tensor that ONNX Runtime made: it is copied, since the runtime frees it. */
    static OutputTensor copyOf(TensorSpec spec, OnnxTensor tensor) throws OrtException {
        long[] dims = tensor.getInfo().getShape();
        if (spec.datatype() == DataType.BYTES) {
            List<String> values = new ArrayList<>();
            flatten(tensor.getValue(), values);
            return new OutputTensor(spec, dims, NO_BYTES, values);
        }
        ByteBuffer bytes =
                Objects.requireNonNull(tensor.getByteBuffer(), "ONNX Runtime gives no buffer of this tensor");
        return new OutputTensor(spec, dims, bytes.order(ByteOrder.nativeOrder()), List.of());
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

    /** Some of its rows; a view of the same memory. */
    public OutputTensor rows(int from, int count) {
        long[] some = dims.clone();
        some[0] = count;
        int width = Math.toIntExact(elementCount() / dims[0]);
        if (spec.datatype() == DataType.BYTES) {
            return new OutputTensor(spec, some, NO_BYTES, strings.subList(from * width, (from + count) * width));
        }
        int rowBytes = width * spec.datatype().size();
        return new OutputTensor(spec, some, bytes.slice(from * rowBytes, count * rowBytes), List.of());
    }

    /** The same tensor in memory of its own, which stays. */
    public OutputTensor copy() {
        ByteBuffer kept = ByteBuffer.allocate(bytes.capacity()).order(ByteOrder.nativeOrder());
        kept.put(0, bytes, 0, bytes.capacity());
        return new OutputTensor(spec, dims, kept, List.copyOf(strings));
    }

    /** How many bytes its elements take, about. */
    public long memory() {
        return bytes.capacity()
                + strings.stream().mapToLong(text -> 64 + 2L * text.length()).sum();
    }

    OutputTensor shapeOnly() {
        return new OutputTensor(spec, dims, NO_BYTES, List.of());
    }

    /** The elements of a number or boolean tensor as they lie in memory: native order, row-major, no padding. */
    public ByteBuffer bytes() {
        return bytes.duplicate().order(ByteOrder.nativeOrder());
    }

    /** The elements of a number or boolean tensor: a buffer of its own width (halves as shorts). */
    public Buffer packed() {
        ByteBuffer view = bytes();
        return switch (spec.datatype()) {
            case BOOL, UINT8, INT8 -> view;
            case INT16, UINT16, FP16, BF16 -> view.asShortBuffer();
            case INT32, UINT32 -> view.asIntBuffer();
            case INT64, UINT64 -> view.asLongBuffer();
            case FP32 -> view.asFloatBuffer();
            case FP64 -> view.asDoubleBuffer();
            case BYTES -> throw new IllegalStateException(spec.datatype() + " is not packed");
        };
    }

    /** The elements of a string tensor in row-major order. */
    public List<String> strings() {
        return strings;
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

package dev.slipway.modelserver.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/** One tensor of a request: elements, sizes and the input they are for. */
public final class TensorInput {
    private static final Elements NOTHING = new Strings(List.of());

    private final TensorSpec spec;
    private final long[] dims;
    private final Elements elements;

    /** A tensor whose element count is the product of its sizes. */
    public TensorInput(TensorSpec spec, long[] dims, Elements elements) {
        this.spec = spec;
        this.dims = dims.clone();
        this.elements = elements;
    }

    /** Where the elements are. */
    public sealed interface Elements {}

    /**
     * Numbers and booleans in memory of ours.
     *
     * @param buffer the memory, which must outlive the run
     * @param length how many bytes are filled
     */
    public record Packed(ScratchBuffer buffer, int length) implements Elements {}

    /**
     * Numbers and booleans where they came in.
     *
     * @param bytes direct memory, little-endian, from position to limit, that outlives the run
     */
    public record InPlace(ByteBuffer bytes) implements Elements {}

    /**
     * Strings.
     *
     * @param values in row-major order
     */
    public record Strings(List<String> values) implements Elements {}

    /** The input of the model. */
    public TensorSpec spec() {
        return spec;
    }

    /** The sizes. */
    public long[] dims() {
        return dims.clone();
    }

    /** The size of one dimension. */
    public long size(int axis) {
        return dims[axis];
    }

    /** The size of the first dimension; 1 for a scalar. */
    public long rows() {
        return dims.length == 0 ? 1 : dims[0];
    }

    /** How many elements there are. */
    public long elementCount() {
        return elementCount(dims);
    }

    /** How many elements a tensor of these sizes has; {@link Long#MAX_VALUE} where no memory can hold them. */
    public static long elementCount(long[] dims) {
        long count = 1;
        for (long dim : dims) {
            boolean fits = dim >= 0 && Math.multiplyHigh(count, dim) == 0 && count * dim >= 0;
            count = fits ? count * dim : Long.MAX_VALUE;
        }
        return count;
    }

    /** The elements of a number or boolean tensor in native order; empty for strings. */
    public ByteBuffer bytes() {
        return switch (elements) {
            case Packed packed -> packed.buffer().filled(packed.length());
            case InPlace inPlace -> inPlace.bytes().slice().order(ByteOrder.nativeOrder());
            case Strings strings -> ByteBuffer.allocate(0);
        };
    }

    /** The elements of a string tensor in row-major order; empty for others. */
    public List<String> strings() {
        return elements instanceof Strings strings ? strings.values() : List.of();
    }

    /** Some of its rows; a view of the same memory. */
    public TensorInput rows(int from, int count) {
        long[] some = dims.clone();
        some[0] = count;
        int width = Math.toIntExact(elementCount() / dims[0]);
        if (elements instanceof Strings strings) {
            return new TensorInput(
                    spec, some, new Strings(strings.values().subList(from * width, (from + count) * width)));
        }
        int rowBytes = width * spec.datatype().size();
        return new TensorInput(spec, some, new InPlace(bytes().slice(from * rowBytes, count * rowBytes)));
    }

    boolean sameShape(TensorInput other) {
        return Arrays.equals(dims, other.dims);
    }

    int shapeHash() {
        return Arrays.hashCode(dims);
    }

    TensorInput shapeOnly() {
        return new TensorInput(spec, dims, NOTHING);
    }

    /** The tensor for one run; {@link #release} comes after it. */
    OnnxTensor tensor(OrtEnvironment environment) throws OrtException {
        return switch (elements) {
            case Packed packed -> packed.buffer().tensor(environment, spec.datatype(), dims, packed.length());
            case InPlace inPlace ->
                OnnxTensor.createTensor(
                        environment, bytes(), dims, spec.datatype().java());
            case Strings strings ->
                OnnxTensor.createTensor(environment, strings.values().toArray(String[]::new), dims);
        };
    }

    /** A tensor over memory of ours stays with that memory; others end with their run. */
    void release(OnnxTensor tensor) {
        if (!(elements instanceof Packed)) {
            tensor.close();
        }
    }
}

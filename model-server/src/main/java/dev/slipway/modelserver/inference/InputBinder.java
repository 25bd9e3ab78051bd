package dev.slipway.modelserver.inference;

import dev.slipway.modelserver.onnx.Borrowed;
import dev.slipway.modelserver.onnx.DataType;
import dev.slipway.modelserver.onnx.ModelSignature;
import dev.slipway.modelserver.onnx.ScratchBuffer;
import dev.slipway.modelserver.onnx.ScratchPool;
import dev.slipway.modelserver.onnx.SharedDimension;
import dev.slipway.modelserver.onnx.SharedDimension.Place;
import dev.slipway.modelserver.onnx.TensorInput;
import dev.slipway.modelserver.onnx.TensorSpec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Collects the tensors of one request against the model's signature: each input exactly once, each with a shape that
 * fits, only outputs that there are. Closing it gives back the memory of a request that was not finished.
 */
public final class InputBinder implements AutoCloseable {
    /** Below this size a copy into memory whose tensor exists already costs less than a tensor over foreign memory. */
    public static final int SMALLEST_IN_PLACE = 1 << 14;

    private final ModelSignature signature;
    private final ScratchPool pool;
    private final @Nullable TensorInput[] bound;
    private final List<Borrowed> memory = new ArrayList<>(1);
    private @Nullable Set<String> outputs;
    private boolean handedOver;

    /** A binder for one request. */
    public InputBinder(ModelSignature signature, ScratchPool pool) {
        this.signature = signature;
        this.pool = pool;
        this.bound = new TensorInput[signature.inputs().size()];
    }

    /** The input of this name. */
    public TensorSpec spec(String name) throws RequestException {
        for (TensorSpec input : signature.inputs()) {
            if (input.name().equals(name)) {
                return input;
            }
        }
        throw RequestException.badRequest("The model has no input '%s'; it takes %s.", name, describeInputs());
    }

    /** Memory for elements. */
    public ScratchPool pool() {
        return pool;
    }

    /** Keeps memory until the request is over. */
    public <B extends Borrowed> B hold(B borrowed) {
        memory.add(borrowed);
        return borrowed;
    }

    /** Memory for the elements of one tensor, kept until the request is over. */
    public ScratchBuffer scratch() {
        ScratchBuffer buffer = pool.take();
        memory.add(() -> pool.give(buffer));
        return buffer;
    }

    /** Binds a finished tensor. */
    public void bind(TensorInput tensor) throws RequestException {
        if (tensor.spec().datatype() == DataType.BYTES) {
            RawTensor.checkText(tensor);
        }
        put(tensor);
    }

    private void put(TensorInput tensor) throws RequestException {
        checkShape(tensor.spec(), tensor.dims());
        int index = signature.inputs().indexOf(tensor.spec());
        if (bound[index] != null) {
            throw RequestException.badRequest(
                    "Input '%s' is given twice.", tensor.spec().name());
        }
        bound[index] = tensor;
    }

    /**
     * Binds the raw form of a tensor (little-endian, row-major, strings each after their length). Direct memory that lies
     * right for its elements is used where it is: it must stay until the request is over ({@link #hold}).
     */
    public void bindRaw(TensorSpec input, long[] dims, ByteBuffer bytes) throws RequestException {
        checkShape(input, dims);
        put(RawTensor.read(input, dims, bytes, this));
    }

    /** Refuses sizes that do not fit the input, or of which a tensor has no element. */
    public void checkShape(TensorSpec input, long[] dims) throws RequestException {
        if (!input.accepts(dims)) {
            throw RequestException.badRequest(
                    "Input '%s' has the shape %s; it must be %s.", input.name(), Arrays.toString(dims), input.shape());
        }
        for (long dim : dims) {
            if (dim <= 0) {
                throw RequestException.badRequest(
                        "Input '%s' has the shape %s, which holds no element.", input.name(), Arrays.toString(dims));
            }
        }
    }

    /** Wants an output; without any call, all outputs are wanted. */
    public void want(String output) throws RequestException {
        Set<String> all = signature.outputNames();
        if (!all.contains(output)) {
            throw RequestException.badRequest(
                    "The model has no output '%s'; it gives %s.", output, String.join(", ", all));
        }
        if (outputs == null) {
            outputs = new LinkedHashSet<>();
        }
        if (!outputs.add(output)) {
            throw RequestException.badRequest("Output '%s' is requested twice.", output);
        }
    }

    /** The whole request; from here it owns the memory. */
    public InferenceRequest request(String id, Scheduling scheduling) throws RequestException {
        for (int i = 0; i < bound.length; i++) {
            if (bound[i] == null) {
                throw RequestException.badRequest(
                        "Input '%s' is missing; the model takes %s.",
                        signature.inputs().get(i).name(), describeInputs());
            }
        }
        checkSharedDimensions();
        handedOver = true;
        Set<String> wanted = outputs == null ? signature.outputNames() : outputs;
        return new InferenceRequest(id, Collections.unmodifiableList(Arrays.asList(bound)), wanted, scheduling, memory);
    }

    private void checkSharedDimensions() throws RequestException {
        List<SharedDimension> shared = signature.sharedDimensions();
        for (int i = 0; i < shared.size(); i++) {
            List<Place> places = shared.get(i).places();
            Place first = places.getFirst();
            long size = tensor(first).size(first.axis());
            for (int j = 1; j < places.size(); j++) {
                Place other = places.get(j);
                if (tensor(other).size(other.axis()) != size) {
                    throw unequal(shared.get(i).name(), first, other);
                }
            }
        }
    }

    private RequestException unequal(String dimension, Place first, Place other) {
        return RequestException.badRequest(
                "Input '%s' has the shape %s and input '%s' the shape %s; their dimension '%s' must be equal, not %d and %d.",
                tensor(first).spec().name(),
                Arrays.toString(tensor(first).dims()),
                tensor(other).spec().name(),
                Arrays.toString(tensor(other).dims()),
                dimension,
                tensor(first).size(first.axis()),
                tensor(other).size(other.axis()));
    }

    private TensorInput tensor(Place place) {
        return Objects.requireNonNull(bound[place.input()], "every input is bound");
    }

    @Override
    public void close() {
        if (!handedOver) {
            memory.forEach(Borrowed::close);
        }
    }

    private String describeInputs() {
        return signature.inputs().stream()
                .limit(16)
                .map(input -> input.name() + " " + input.datatype() + " " + input.shape())
                .collect(Collectors.joining(", "));
    }
}

package dev.slipway.modelserver.inference;

import dev.slipway.modelserver.onnx.Borrowed;
import dev.slipway.modelserver.onnx.ModelSignature;
import dev.slipway.modelserver.onnx.ScratchBuffer;
import dev.slipway.modelserver.onnx.ScratchPool;
import dev.slipway.modelserver.onnx.TensorInput;
import dev.slipway.modelserver.onnx.TensorSpec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Collects the tensors of one request against the model's signature: each input exactly once, each with a shape that
 * fits, only outputs that there are. Closing it gives back the memory of a request that was not finished.
 */
public final class InputBinder implements AutoCloseable {
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
        int index = check(tensor.spec(), tensor.dims());
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
        check(input, dims);
        bind(RawTensor.read(input, dims, bytes, this));
    }

    private int check(TensorSpec input, long[] dims) throws RequestException {
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
        return signature.inputs().indexOf(input);
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
        handedOver = true;
        Set<String> wanted = outputs == null ? signature.outputNames() : outputs;
        return new InferenceRequest(id, Collections.unmodifiableList(Arrays.asList(bound)), wanted, scheduling, memory);
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

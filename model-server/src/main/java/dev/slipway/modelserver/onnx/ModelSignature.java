package dev.slipway.modelserver.onnx;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What a model takes and gives, in the order of its graph. */
public final class ModelSignature {
    private final List<TensorSpec> inputs;
    private final List<TensorSpec> outputs;
    private final Set<String> outputNames;

    /** The tensors of a request and those of an answer. */
    public ModelSignature(List<TensorSpec> inputs, List<TensorSpec> outputs) {
        this.inputs = List.copyOf(inputs);
        this.outputs = List.copyOf(outputs);
        Set<String> names = new LinkedHashSet<>();
        outputs.forEach(output -> names.add(output.name()));
        this.outputNames = Collections.unmodifiableSet(names);
    }

    /** The tensors of a request. */
    public List<TensorSpec> inputs() {
        return inputs;
    }

    /** The tensors of an answer. */
    public List<TensorSpec> outputs() {
        return outputs;
    }

    /** The names of all outputs: always the same set, so that a request for all of them is known by identity. */
    public Set<String> outputNames() {
        return outputNames;
    }
}

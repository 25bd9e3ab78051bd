package dev.slipway.modelserver.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a model takes and gives, in the order of its graph. */
public final class ModelSignature {
    private final List<TensorSpec> inputs;
    private final List<TensorSpec> outputs;
    private final Set<String> outputNames;
    private final Map<String, ClassNames> classes;
    private final List<SharedDimension> sharedDimensions;

    /** The tensors of a request and those of an answer. */
    public ModelSignature(List<TensorSpec> inputs, List<TensorSpec> outputs) {
        this(inputs, outputs, Map.of());
    }

    /** The same with the classes that outputs have one entry for, where the graph tells them. */
    public ModelSignature(List<TensorSpec> inputs, List<TensorSpec> outputs, Map<String, ClassNames> classes) {
        this(inputs, outputs, classes, List.of());
    }

    private ModelSignature(
            List<TensorSpec> inputs,
            List<TensorSpec> outputs,
            Map<String, ClassNames> classes,
            List<SharedDimension> sharedDimensions) {
        this.sharedDimensions = sharedDimensions;
        this.classes = Map.copyOf(classes);
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

    /** Whether every tensor of a request is a single value, so that a request has no rows. */
    public boolean takesScalars() {
        return !inputs.isEmpty()
                && inputs.stream().allMatch(input -> input.shape().isEmpty());
    }

    /** The tensors of an answer. */
    public List<TensorSpec> outputs() {
        return outputs;
    }

    /** The classes of an output, none where the graph does not tell them. */
    public ClassNames classesOf(String output) {
        return classes.getOrDefault(output, ClassNames.NONE);
    }

    /** Which dimensions of different inputs must be equal; empty for a model of one input. */
    public List<SharedDimension> sharedDimensions() {
        return sharedDimensions;
    }

    /** The same with what the session found out: sizes of outputs that the file did not tell, dimensions that are shared. */
    ModelSignature with(List<TensorSpec> found, List<SharedDimension> shared) {
        List<TensorSpec> known = new ArrayList<>();
        for (TensorSpec output : outputs) {
            List<Long> shape = output.shape();
            if (shape.isEmpty()) {
                shape = found.stream()
                        .filter(spec -> spec.name().equals(output.name()))
                        .findFirst()
                        .map(TensorSpec::shape)
                        .orElse(shape);
            }
            known.add(new TensorSpec(output.name(), output.datatype(), shape));
        }
        return new ModelSignature(inputs, known, classes, shared);
    }

    /** The names of all outputs: always the same set, so that a request for all of them is known by identity. */
    public Set<String> outputNames() {
        return outputNames;
    }
}

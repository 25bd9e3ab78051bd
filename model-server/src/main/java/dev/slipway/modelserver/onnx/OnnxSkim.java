package dev.slipway.modelserver.onnx;

import dev.slipway.modelserver.failure.Reason;
import dev.slipway.workload.failure.FailureException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Walks a ModelProto and keeps the names and types of the graph's inputs and outputs. Field numbers are those of
 * onnx.proto3. An input that has an initializer is a default value, not an input of a request (all of them are listed
 * up to IR version 3), so names of initializers are kept too: the only memory that grows with a file.
 */
final class OnnxSkim {
    private static final int MODEL_IR_VERSION = 1;
    private static final int MODEL_GRAPH = 7;
    private static final int MODEL_OPSET_IMPORT = 8;
    private static final int GRAPH_NODE = 1;
    private static final int GRAPH_INITIALIZER = 5;
    private static final int GRAPH_INPUT = 11;
    private static final int GRAPH_OUTPUT = 12;
    private static final int GRAPH_SPARSE_INITIALIZER = 15;
    private static final int TENSOR_NAME = 8;
    private static final int SPARSE_VALUES = 1;

    private final ProtobufReader in;
    private final ValueInfo values;
    private final NodeSkim nodes;
    private final Map<String, NodeSkim.Parsed> producers = new HashMap<>();
    private final Set<String> initializers = new HashSet<>();
    private final List<ValueInfo.Parsed> inputs = new ArrayList<>();
    private final List<ValueInfo.Parsed> outputs = new ArrayList<>();
    private boolean hasIrVersion;
    private boolean hasOpset;
    private boolean hasGraph;

    OnnxSkim(ProtobufReader in) {
        this.in = in;
        this.values = new ValueInfo(in);
        this.nodes = new NodeSkim(in);
    }

    OnnxSkim read() throws IOException, FailureException {
        while (in.nextField(Long.MAX_VALUE)) {
            switch (in.field()) {
                case MODEL_IR_VERSION -> hasIrVersion = in.varint() > 0;
                case MODEL_GRAPH -> graph(in.message(Long.MAX_VALUE));
                case MODEL_OPSET_IMPORT -> {
                    hasOpset = true;
                    in.skip(Long.MAX_VALUE);
                }
                default -> in.skip(Long.MAX_VALUE);
            }
        }
        if (!hasIrVersion || !hasGraph || !hasOpset || outputs.isEmpty()) {
            throw new FailureException(
                    Reason.ArtifactCorrupt,
                    "The model file lacks its %s; upload it again, whole."
                            .formatted(!hasIrVersion ? "version" : !hasGraph || outputs.isEmpty() ? "graph" : "opset"));
        }
        return this;
    }

    /** What the graph takes and gives, and what must change for that. */
    ServableTypes types() throws FailureException {
        ServableTypes types = new ServableTypes(producers);
        for (ValueInfo.Parsed input : inputs) {
            if (!initializers.contains(input.name())) {
                types.input(input);
            }
        }
        for (ValueInfo.Parsed output : outputs) {
            types.output(output);
        }
        return types;
    }

    private void graph(long end) throws IOException {
        hasGraph = true;
        while (in.nextField(end)) {
            switch (in.field()) {
                case GRAPH_NODE -> node(in.message(end));
                case GRAPH_INITIALIZER -> tensorName(in.message(end));
                case GRAPH_SPARSE_INITIALIZER -> sparse(in.message(end));
                case GRAPH_INPUT -> inputs.add(values.read(in.message(end)));
                case GRAPH_OUTPUT -> outputs.add(values.read(in.message(end)));
                default -> in.skip(end);
            }
        }
    }

    private void node(long end) throws IOException {
        NodeSkim.Parsed node = nodes.read(end);
        if (node.operator().equals("ZipMap") || node.operator().equals("SequenceConstruct")) {
            node.outputs().forEach(output -> producers.put(output, node));
        }
    }

    private void tensorName(long end) throws IOException {
        while (in.nextField(end)) {
            if (in.field() == TENSOR_NAME) {
                initializers.add(in.string(end));
            } else {
                in.skip(end);
            }
        }
    }

    private void sparse(long end) throws IOException {
        while (in.nextField(end)) {
            if (in.field() == SPARSE_VALUES) {
                tensorName(in.message(end));
            } else {
                in.skip(end);
            }
        }
    }
}

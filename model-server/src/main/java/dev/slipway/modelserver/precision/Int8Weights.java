package dev.slipway.modelserver.precision;

import dev.slipway.modelserver.precision.proto.AttributeProto;
import dev.slipway.modelserver.precision.proto.GraphProto;
import dev.slipway.modelserver.precision.proto.ModelProto;
import dev.slipway.modelserver.precision.proto.NodeProto;
import dev.slipway.modelserver.precision.proto.TensorProto;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Dynamic quantisation: MatMul and Gemm by a matrix of the graph become MatMulInteger. The matrix is kept in eight bits,
 * with a scale and an offset for each column; the other factor is brought to eight bits at each run. Source:
 * {@code quantize_dynamic} of {@code onnxruntime.quantization} with {@code per_channel=True} and
 * {@code weight_type=QUInt8}. Unsigned, since products of unsigned and signed bytes are summed in 16 bits by processors
 * without VNNI, and overflow there.
 */
final class Int8Weights {
    private static final String SUFFIX = "/slipway_int8";
    private static final int MOST = 255;

    private final Map<String, TensorProto> initializers = new HashMap<>();
    private final Map<String, Quantized> weights = new HashMap<>();
    private final Set<String> activations = new HashSet<>();
    private final List<NodeProto> nodes = new ArrayList<>();
    private final List<TensorProto> added = new ArrayList<>();
    private int changed;

    /** Which numbers a byte stands for: 0 is among them exactly. */
    private record Range(float scale, int zero) {
        static Range of(float[] values) {
            float least = 0;
            float most = 0;
            for (float value : values) {
                least = Math.min(least, value);
                most = Math.max(most, value);
            }
            double scale = (double) (most - least) / MOST;
            return scale < Float.MIN_NORMAL
                    ? new Range(1, 0)
                    : new Range((float) scale, (int) Math.rint(-least / scale));
        }

        byte quantize(float value) {
            return (byte) Math.clamp((int) Math.rint(value / scale) + zero, 0, MOST);
        }
    }

    /** Names of the three tensors that a matrix becomes. */
    private record Quantized(String values, String scale, String zero) {}

    private Int8Weights(GraphProto graph) {
        graph.getInitializerList().forEach(tensor -> initializers.put(tensor.getName(), tensor));
    }

    /** The same model with its matrices in INT8. */
    static Converted convert(ModelProto model) {
        GraphProto plain = Constants.asInitializers(model.getGraph());
        Int8Weights int8 = new Int8Weights(plain);
        plain.getNodeList().forEach(int8::node);
        GraphProto.Builder graph =
                plain.toBuilder().clearNode().addAllNode(int8.nodes).clearInitializer();
        Set<String> read = new HashSet<>();
        plain.getOutputList().forEach(output -> read.add(output.getName()));
        for (NodeProto node : int8.nodes) {
            read.addAll(node.getInputList());
            Nodes.namesWithin(node, read);
        }
        plain.getInitializerList().stream()
                .filter(tensor -> read.contains(tensor.getName()))
                .forEach(graph::addInitializer);
        Set<String> gone = new HashSet<>(int8.initializers.keySet());
        gone.removeAll(read);
        graph.clearInput();
        plain.getInputList().stream()
                .filter(input -> !gone.contains(input.getName()))
                .forEach(graph::addInput);
        graph.addAllInitializer(int8.added);
        ChangedNodes nodes = new ChangedNodes(int8.changed, plain.getNodeCount());
        return new Converted(model.toBuilder().setGraph(graph).build(), nodes);
    }

    private void node(NodeProto node) {
        if (Nodes.is(node, "MatMul") && isMatrix(node.getInput(1))) {
            product(node.getInput(0), weight(node.getInput(1), false), node.getOutput(0));
        } else if (Nodes.is(node, "Gemm") && isPlain(node)) {
            boolean transposed = number(node, "transB", 0) != 0;
            String output = node.getOutput(0);
            boolean sum = node.getInputCount() > 2 && !node.getInput(2).isEmpty();
            String product = sum ? output + SUFFIX + "_product" : output;
            product(node.getInput(0), weight(node.getInput(1), transposed), product);
            if (sum) {
                nodes.add(Nodes.of("Add", List.of(product, node.getInput(2)), output));
            }
        } else {
            nodes.add(node);
        }
    }

    private boolean isMatrix(String name) {
        TensorProto tensor = initializers.get(name);
        return tensor != null && tensor.getDataType() == Weights.FLOAT && tensor.getDimsCount() == 2;
    }

    private boolean isPlain(NodeProto gemm) {
        return isMatrix(gemm.getInput(1))
                && number(gemm, "transA", 0) == 0
                && real(gemm, "alpha") == 1
                && real(gemm, "beta") == 1;
    }

    private static long number(NodeProto node, String name, long otherwise) {
        return Nodes.attribute(node, name).map(AttributeProto::getI).orElse(otherwise);
    }

    private static float real(NodeProto node, String name) {
        return Nodes.attribute(node, name).map(AttributeProto::getF).orElse(1f);
    }

    /** {@code product = (quantised a) x (quantised b) x (scale of a x scale of b)}. */
    private void product(String a, Quantized b, String product) {
        changed++;
        String quantized = a + SUFFIX;
        if (activations.add(a)) {
            nodes.add(Nodes.of(
                    "DynamicQuantizeLinear", List.of(a), quantized, quantized + "_scale", quantized + "_zero"));
        }
        String sum = product + SUFFIX + "_sum";
        nodes.add(Nodes.of("MatMulInteger", List.of(quantized, b.values(), quantized + "_zero", b.zero()), sum));
        nodes.add(Nodes.cast(sum, sum + "_real", Weights.FLOAT));
        nodes.add(Nodes.of("Mul", List.of(quantized + "_scale", b.scale()), sum + "_scale"));
        nodes.add(Nodes.of("Mul", List.of(sum + "_real", sum + "_scale"), product));
    }

    private Quantized weight(String name, boolean transposed) {
        return weights.computeIfAbsent(name + (transposed ? "/t" : ""), key -> quantize(key, name, transposed));
    }

    private Quantized quantize(String key, String name, boolean transposed) {
        TensorProto tensor = Objects.requireNonNull(initializers.get(name), "a matrix of the graph");
        float[] values = Weights.floats(tensor);
        int rows = Math.toIntExact(tensor.getDims(transposed ? 1 : 0));
        int columns = Math.toIntExact(tensor.getDims(transposed ? 0 : 1));
        byte[] whole = new byte[values.length];
        byte[] zeros = new byte[columns];
        float[] scales = new float[columns];
        float[] column = new float[rows];
        for (int c = 0; c < columns; c++) {
            for (int row = 0; row < rows; row++) {
                column[row] = values[transposed ? c * rows + row : row * columns + c];
            }
            Range range = Range.of(column);
            scales[c] = range.scale();
            zeros[c] = (byte) range.zero();
            for (int row = 0; row < rows; row++) {
                whole[row * columns + c] = range.quantize(column[row]);
            }
        }
        Quantized quantized = new Quantized(key + SUFFIX, key + SUFFIX + "_scale", key + SUFFIX + "_zero");
        added.add(Weights.bytes(quantized.values(), List.of((long) rows, (long) columns), whole));
        added.add(Weights.floats(quantized.scale(), List.of((long) columns), scales));
        added.add(Weights.bytes(quantized.zero(), List.of((long) columns), zeros));
        return quantized;
    }
}

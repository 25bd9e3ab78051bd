package dev.slipway.modelserver.precision;

import dev.slipway.modelserver.precision.proto.AttributeProto;
import dev.slipway.modelserver.precision.proto.GraphProto;
import dev.slipway.modelserver.precision.proto.ModelProto;
import dev.slipway.modelserver.precision.proto.NodeProto;
import dev.slipway.modelserver.precision.proto.TensorProto;
import dev.slipway.modelserver.precision.proto.ValueInfoProto;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Computes in FLOAT16 what was FLOAT; inputs and outputs stay FLOAT, with Casts at the edges. Operators that have no half
 * form, those of other domains and those with graphs inside stay as they are, with Casts around them: which ones are
 * listed follows {@code onnxruntime.transformers.float16}. A value keeps its name in FLOAT and has another one as half;
 * it is there in the forms that somebody reads.
 */
final class HalfPrecision {
    private static final String SUFFIX = "/slipway_half";
    private static final Set<String> SINGLE = Set.of(
            "Bernoulli",
            "BlackmanWindow",
            "CumSum",
            "DequantizeLinear",
            "DynamicQuantizeLinear",
            "EyeLike",
            "HammingWindow",
            "HannWindow",
            "ImageDecoder",
            "Max",
            "MelWeightMatrix",
            "Min",
            "Multinomial",
            "NonMaxSuppression",
            "QLinearConv",
            "QLinearMatMul",
            "QuantizeLinear",
            "RandomNormal",
            "RandomNormalLike",
            "RandomUniform",
            "RandomUniformLike",
            "Range",
            "Resize",
            "RoiAlign",
            "TfIdfVectorizer",
            "TopK",
            "Upsample");

    /** They only carry values on: as halves where these are halves already, which no rounding is lost by. */
    private static final Set<String> CARRIERS = Set.of(
            "Concat",
            "Flatten",
            "Gather",
            "Identity",
            "Reshape",
            "Slice",
            "Split",
            "Squeeze",
            "Transpose",
            "Unsqueeze");

    private final GraphProto graph;
    private final Map<String, Integer> types;
    private final Set<String> initializers = new HashSet<>();
    private final Set<NodeProto> halves = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<String> madeAsHalf = new HashSet<>();
    private final Set<String> readAsHalf = new HashSet<>();
    private final Set<String> readAsSingle = new HashSet<>();
    private final List<NodeProto> nodes = new ArrayList<>();
    private int halved;

    private HalfPrecision(GraphProto graph, Map<String, Integer> types) {
        this.graph = graph;
        this.types = types;
    }

    /**
     * The same model in half precision.
     *
     * @param types the element type of each value of the graph that is a tensor, by its name
     */
    static Converted convert(ModelProto model, Map<String, Integer> types) {
        GraphProto plain = Constants.asInitializers(model.getGraph());
        HalfPrecision half = new HalfPrecision(plain, types);
        GraphProto graph = half.convert();
        ChangedNodes nodes = new ChangedNodes(half.halved, plain.getNodeCount());
        return new Converted(model.toBuilder().setGraph(graph).build(), nodes);
    }

    private GraphProto convert() {
        graph.getInitializerList().forEach(initializer -> initializers.add(initializer.getName()));
        for (NodeProto node : graph.getNodeList()) {
            if (canBeHalf(node) && (!CARRIERS.contains(node.getOpType()) || carriesHalves(node))) {
                halves.add(node);
                madeAsHalf.addAll(node.getOutputList());
            }
        }
        graph.getOutputList().forEach(output -> readAsSingle.add(output.getName()));
        for (NodeProto node : graph.getNodeList()) {
            (halves.contains(node) ? readAsHalf : readAsSingle).addAll(node.getInputList());
            Nodes.namesWithin(node, readAsSingle);
        }
        GraphProto.Builder out =
                graph.toBuilder().clearInitializer().clearNode().clearInput().clearValueInfo();
        Set<String> gone = new HashSet<>();
        for (TensorProto initializer : graph.getInitializerList()) {
            initializer(initializer, out, gone);
        }
        for (ValueInfoProto input : graph.getInputList()) {
            if (!gone.contains(input.getName())) {
                out.addInput(input);
            }
            if (!initializers.contains(input.getName())) {
                made(input.getName(), false);
            }
        }
        graph.getNodeList().forEach(this::node);
        return out.addAllNode(nodes).build();
    }

    /** In both forms, where both are read. */
    private void initializer(TensorProto initializer, GraphProto.Builder out, Set<String> gone) {
        String name = initializer.getName();
        boolean half = isFloat(name) && readAsHalf.contains(name);
        if (half) {
            out.addInitializer(Weights.halved(initializer, name + SUFFIX));
        }
        if (!half || readAsSingle.contains(name)) {
            out.addInitializer(initializer);
        } else {
            gone.add(name);
        }
    }

    private void node(NodeProto node) {
        boolean half = halves.contains(node);
        NodeProto.Builder changed = node.toBuilder();
        if (half) {
            halved++;
            for (int i = 0; i < node.getInputCount(); i++) {
                changed.setInput(i, asHalf(node.getInput(i)));
            }
            for (int i = 0; i < node.getOutputCount(); i++) {
                changed.setOutput(i, asHalf(node.getOutput(i)));
            }
            for (int i = 0; i < node.getAttributeCount(); i++) {
                changed.setAttribute(i, attribute(node, node.getAttribute(i)));
            }
            if (Nodes.is(node, "ConstantOfShape") && node.getAttributeCount() == 0) {
                TensorProto zero = Weights.halved(Weights.floats("", List.of(1L), 0f), "");
                changed.addAttribute(
                        AttributeProto.newBuilder().setName("value").setT(zero).setType(4));
            }
        }
        nodes.add(changed.build());
        node.getOutputList().forEach(output -> made(output, half));
    }

    private static AttributeProto attribute(NodeProto node, AttributeProto attribute) {
        if (Nodes.is(node, "Cast") && attribute.getName().equals("to") && attribute.getI() == Weights.FLOAT) {
            return attribute.toBuilder().setI(Weights.HALF).build();
        }
        return isFloat(attribute)
                ? attribute.toBuilder()
                        .setT(Weights.halved(attribute.getT(), ""))
                        .build()
                : attribute;
    }

    /** A value is there now in one form; the other comes from it, where somebody reads it. */
    private void made(String value, boolean asHalf) {
        if (!isFloat(value)) {
            return;
        }
        if (asHalf && readAsSingle.contains(value)) {
            nodes.add(Nodes.cast(value + SUFFIX, value, Weights.FLOAT));
        } else if (!asHalf && readAsHalf.contains(value)) {
            nodes.add(Nodes.cast(value, value + SUFFIX, Weights.HALF));
        }
    }

    private String asHalf(String value) {
        return isFloat(value) ? value + SUFFIX : value;
    }

    private boolean carriesHalves(NodeProto node) {
        return node.getInputList().stream().anyMatch(input -> isFloat(input) && madeAsHalf.contains(input));
    }

    private boolean canBeHalf(NodeProto node) {
        if (!Nodes.isStandard(node) || SINGLE.contains(node.getOpType()) || Nodes.hasGraphs(node)) {
            return false;
        }
        // The statistics that it can give beside its result stay FLOAT.
        if (Nodes.is(node, "LayerNormalization") && node.getOutputCount() > 1) {
            return false;
        }
        boolean floats = false;
        for (List<String> names : List.of(node.getInputList(), node.getOutputList())) {
            for (String name : names) {
                if (!name.isEmpty() && !types.containsKey(name)) {
                    return false;
                }
                floats |= isFloat(name);
            }
        }
        Optional<AttributeProto> value =
                node.getAttributeList().stream().filter(HalfPrecision::isFloat).findFirst();
        return floats && (value.isEmpty() || Nodes.is(node, "ConstantOfShape"));
    }

    private static boolean isFloat(AttributeProto attribute) {
        return attribute.hasT() && attribute.getT().getDataType() == Weights.FLOAT;
    }

    private boolean isFloat(String value) {
        return types.getOrDefault(value, 0) == Weights.FLOAT;
    }
}

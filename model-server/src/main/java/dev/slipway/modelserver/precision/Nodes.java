package dev.slipway.modelserver.precision;

import dev.slipway.modelserver.precision.proto.AttributeProto;
import dev.slipway.modelserver.precision.proto.GraphProto;
import dev.slipway.modelserver.precision.proto.NodeProto;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Questions to nodes of a graph, and new nodes. */
final class Nodes {
    private static final int TYPE_INT = 2;

    private Nodes() {}

    static NodeProto of(String operator, List<String> inputs, String... outputs) {
        return NodeProto.newBuilder()
                .setOpType(operator)
                .addAllInput(inputs)
                .addAllOutput(List.of(outputs))
                .build();
    }

    static NodeProto cast(String from, String to, int type) {
        return of("Cast", List.of(from), to).toBuilder()
                .addAttribute(integer("to", type))
                .build();
    }

    static AttributeProto integer(String name, long value) {
        return AttributeProto.newBuilder()
                .setName(name)
                .setI(value)
                .setType(TYPE_INT)
                .build();
    }

    /** Whether it is an operator of ONNX itself. */
    static boolean isStandard(NodeProto node) {
        return node.getDomain().isEmpty() || node.getDomain().equals("ai.onnx");
    }

    static boolean is(NodeProto node, String operator) {
        return isStandard(node) && node.getOpType().equals(operator);
    }

    static Optional<AttributeProto> attribute(NodeProto node, String name) {
        return node.getAttributeList().stream()
                .filter(attribute -> attribute.getName().equals(name))
                .findFirst();
    }

    static boolean hasGraphs(NodeProto node) {
        return node.getAttributeList().stream().anyMatch(a -> a.hasG() || a.getGraphsCount() > 0);
    }

    /** Every name that branches and loop bodies of a node use: some are values of the graph around it. */
    static void namesWithin(NodeProto node, Set<String> into) {
        for (AttributeProto attribute : node.getAttributeList()) {
            if (attribute.hasG()) {
                names(attribute.getG(), into);
            }
            attribute.getGraphsList().forEach(graph -> names(graph, into));
        }
    }

    private static void names(GraphProto graph, Set<String> into) {
        graph.getOutputList().forEach(output -> into.add(output.getName()));
        for (NodeProto node : graph.getNodeList()) {
            into.addAll(node.getInputList());
            namesWithin(node, into);
        }
    }
}

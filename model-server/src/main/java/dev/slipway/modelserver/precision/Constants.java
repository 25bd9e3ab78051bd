package dev.slipway.modelserver.precision;

import dev.slipway.modelserver.precision.proto.AttributeProto;
import dev.slipway.modelserver.precision.proto.GraphProto;
import dev.slipway.modelserver.precision.proto.NodeProto;
import dev.slipway.modelserver.precision.proto.TensorProto;
import java.util.Optional;

/** Tensors that stand in a graph as nodes. */
final class Constants {
    private Constants() {}

    /** The same graph, in which they are initializers like the others. */
    static GraphProto asInitializers(GraphProto graph) {
        GraphProto.Builder out = graph.toBuilder().clearNode();
        for (NodeProto node : graph.getNodeList()) {
            Optional<TensorProto> value = Nodes.is(node, "Constant")
                    ? Nodes.attribute(node, "value")
                            .filter(AttributeProto::hasT)
                            .map(AttributeProto::getT)
                    : Optional.empty();
            if (value.isPresent()) {
                out.addInitializer(value.get().toBuilder().setName(node.getOutput(0)));
            } else {
                out.addNode(node);
            }
        }
        return out.build();
    }
}

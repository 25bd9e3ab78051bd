package dev.slipway.modelserver.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import dev.slipway.modelserver.precision.proto.GraphProto;
import dev.slipway.modelserver.precision.proto.ModelProto;
import dev.slipway.modelserver.precision.proto.NodeProto;
import dev.slipway.modelserver.precision.proto.TensorProto;
import dev.slipway.modelserver.precision.proto.ValueInfoProto;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The element type of every value of a graph that is a tensor. Types follow from operators, and who knows all operators is
 * ONNX Runtime: it is asked by a session in which every value is an output.
 */
final class ValueTypes {
    private ValueTypes() {}

    /** By name; codes are those of {@code TensorProto.DataType} in onnx.proto. */
    static Map<String, Integer> of(OrtEnvironment environment, ModelProto model, OrtSession.SessionOptions options)
            throws OrtException {
        Map<String, Integer> types = new HashMap<>();
        for (TensorProto initializer : model.getGraph().getInitializerList()) {
            types.put(initializer.getName(), initializer.getDataType());
        }
        options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.NO_OPT);
        try (OrtSession session = environment.createSession(allOutputs(model).toByteArray(), options)) {
            put(session.getInputInfo(), types);
            put(session.getOutputInfo(), types);
        }
        return types;
    }

    private static ModelProto allOutputs(ModelProto model) {
        GraphProto.Builder graph = model.getGraph().toBuilder();
        Set<String> outputs = new HashSet<>(Set.of(""));
        graph.getOutputList().forEach(output -> outputs.add(output.getName()));
        for (NodeProto node : model.getGraph().getNodeList()) {
            for (String output : node.getOutputList()) {
                if (outputs.add(output)) {
                    graph.addOutput(ValueInfoProto.newBuilder().setName(output));
                }
            }
        }
        return model.toBuilder().setGraph(graph).build();
    }

    private static void put(Map<String, NodeInfo> nodes, Map<String, Integer> into) {
        nodes.forEach((name, node) -> {
            if (node.getInfo() instanceof TensorInfo tensor) {
                into.put(name, OrtTypeCodes.onnxCode(tensor.onnxType));
            }
        });
    }
}

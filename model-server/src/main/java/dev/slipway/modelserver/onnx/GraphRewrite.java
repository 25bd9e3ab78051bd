package dev.slipway.modelserver.onnx;

import dev.slipway.modelserver.onnx.ProtobufReader.MalformedProtobufException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Applies {@link GraphChanges} to a ModelProto in memory. Names of inputs and outputs stay; where a Cast comes between,
 * the value inside the graph gets another name. Field numbers are those of onnx.proto3.
 */
final class GraphRewrite {
    private static final int MODEL_GRAPH = 7;
    private static final int GRAPH_NODE = 1;
    private static final int GRAPH_INPUT = 11;
    private static final int GRAPH_OUTPUT = 12;
    private static final int GRAPH_VALUE_INFO = 13;
    private static final int VALUE_NAME = 1;
    private static final int NODE_INPUT = 1;
    private static final int NODE_OUTPUT = 2;
    private static final int NODE_ATTRIBUTE = 5;
    private static final int ATTRIBUTE_GRAPH = 6;
    private static final int ATTRIBUTE_GRAPHS = 11;
    private static final String INSIDE = "/slipway_inside";

    private final GraphChanges changes;
    private final Map<String, String> renamed = new HashMap<>();
    private final Set<String> inputs = new HashSet<>();

    private GraphRewrite(GraphChanges changes) {
        this.changes = changes;
        changes.casts().keySet().forEach(name -> renamed.put(name, name + INSIDE));
        changes.concatenated().keySet().forEach(name -> renamed.put(name, name + INSIDE));
    }

    static byte[] apply(byte[] model, GraphChanges changes) throws MalformedProtobufException {
        GraphRewrite rewrite = new GraphRewrite(changes);
        WireWriter out = new WireWriter();
        WireFields fields = new WireFields(model, 0, model.length);
        while (fields.next()) {
            if (fields.field() == MODEL_GRAPH) {
                out.message(MODEL_GRAPH, rewrite.graph(fields));
            } else {
                fields.copyTo(out);
            }
        }
        return out.toByteArray();
    }

    private WireWriter graph(WireFields parent) throws MalformedProtobufException {
        WireWriter before = new WireWriter();
        WireWriter out = new WireWriter();
        WireWriter after = new WireWriter();
        WireFields fields = parent.message();
        while (fields.next()) {
            switch (fields.field()) {
                case GRAPH_NODE -> node(fields, out);
                case GRAPH_INPUT -> input(fields, before, out);
                case GRAPH_OUTPUT -> output(fields, out, after);
                case GRAPH_VALUE_INFO -> valueInfo(fields, out);
                default -> fields.copyTo(out);
            }
        }
        WireWriter whole = new WireWriter();
        whole.append(before);
        whole.append(out);
        whole.append(after);
        return whole;
    }

    private void input(WireFields field, WireWriter before, WireWriter out) throws MalformedProtobufException {
        DataType type = changes.casts().get(valueName(field));
        inputs.add(valueName(field));
        if (type == null) {
            field.copyTo(out);
            return;
        }
        String name = valueName(field);
        before.message(GRAPH_NODE, OnnxNodes.cast(name, name + INSIDE, type));
        out.message(GRAPH_INPUT, OnnxNodes.retyped(field.message(), type.carrier()));
    }

    private void output(WireFields field, WireWriter out, WireWriter after) throws MalformedProtobufException {
        String name = valueName(field);
        DataType cast = changes.casts().get(name);
        DataType concatenated = changes.concatenated().get(name);
        GraphChanges.ZipMap zipMap = changes.zipMaps().get(name);
        List<String> elements = changes.constructed().get(name);
        if (cast != null && inputs.contains(name)) {
            out.message(GRAPH_OUTPUT, OnnxNodes.retyped(field.message(), cast.carrier()));
        } else if (cast != null) {
            after.message(GRAPH_NODE, OnnxNodes.cast(name + INSIDE, name, cast.carrier()));
            out.message(GRAPH_OUTPUT, OnnxNodes.retyped(field.message(), cast.carrier()));
        } else if (concatenated != null) {
            after.message(GRAPH_NODE, OnnxNodes.stack(name + INSIDE, name));
            out.message(GRAPH_OUTPUT, OnnxNodes.tensor(name, concatenated));
        } else if (zipMap != null) {
            out.message(GRAPH_OUTPUT, OnnxNodes.tensor(name, DataType.FP32));
        } else if (elements != null) {
            DataType type = OnnxNodes.sequenceType(field.message());
            for (int i = 0; i < elements.size(); i++) {
                String element = GraphChanges.element(name, i);
                after.message(GRAPH_NODE, OnnxNodes.identity(inside(elements.get(i)), element));
                out.message(GRAPH_OUTPUT, OnnxNodes.tensor(element, type));
            }
        } else {
            field.copyTo(out);
        }
    }

    private void valueInfo(WireFields field, WireWriter out) throws MalformedProtobufException {
        String name = valueName(field);
        if (!renamed.containsKey(name) && !changes.zipMaps().containsKey(name)) {
            field.copyTo(out);
        }
    }

    private void node(WireFields field, WireWriter out) throws MalformedProtobufException {
        for (Map.Entry<String, GraphChanges.ZipMap> zipMap : changes.zipMaps().entrySet()) {
            if (makes(field.message(), zipMap.getKey())) {
                String from = inside(zipMap.getValue().probabilities());
                out.message(GRAPH_NODE, OnnxNodes.identity(from, zipMap.getKey()));
                return;
            }
        }
        out.message(GRAPH_NODE, renamedNode(field.message()));
    }

    private WireWriter renamedNode(WireFields fields) throws MalformedProtobufException {
        WireWriter node = new WireWriter();
        while (fields.next()) {
            switch (fields.field()) {
                case NODE_INPUT -> node.text(NODE_INPUT, inside(fields.text()));
                case NODE_OUTPUT -> node.text(NODE_OUTPUT, inside(fields.text()));
                case NODE_ATTRIBUTE -> node.message(NODE_ATTRIBUTE, attribute(fields.message()));
                default -> fields.copyTo(node);
            }
        }
        return node;
    }

    /** Branches and loop bodies use values of the graph around them by name. */
    private WireWriter attribute(WireFields fields) throws MalformedProtobufException {
        WireWriter attribute = new WireWriter();
        while (fields.next()) {
            int number = fields.field();
            if (number == ATTRIBUTE_GRAPH || number == ATTRIBUTE_GRAPHS) {
                attribute.message(number, subgraph(fields.message()));
            } else {
                fields.copyTo(attribute);
            }
        }
        return attribute;
    }

    private WireWriter subgraph(WireFields fields) throws MalformedProtobufException {
        WireWriter graph = new WireWriter();
        while (fields.next()) {
            if (fields.field() == GRAPH_NODE) {
                graph.message(GRAPH_NODE, renamedNode(fields.message()));
            } else {
                fields.copyTo(graph);
            }
        }
        return graph;
    }

    private String inside(String name) {
        return renamed.getOrDefault(name, name);
    }

    private static boolean makes(WireFields node, String output) throws MalformedProtobufException {
        while (node.next()) {
            if (node.field() == NODE_OUTPUT && node.text().equals(output)) {
                return true;
            }
        }
        return false;
    }

    private static String valueName(WireFields field) throws MalformedProtobufException {
        WireFields value = field.message();
        while (value.next()) {
            if (value.field() == VALUE_NAME) {
                return value.text();
            }
        }
        return "";
    }
}

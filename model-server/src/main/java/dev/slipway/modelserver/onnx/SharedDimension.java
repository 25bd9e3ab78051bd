package dev.slipway.modelserver.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.TensorInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A dimension that the graph calls the same in several inputs (ONNX {@code dim_param}), so that it must have one size in
 * all of them. ONNX Runtime does not check that: it may answer with outputs whose rows do not belong together.
 *
 * @param name what the graph calls it
 * @param places where it is, in the order of the inputs
 */
public record SharedDimension(String name, List<Place> places) {
    /** What exporters write where they know no name; two of these need not be equal. */
    private static final Set<String> NO_NAMES = Set.of("", "?", "None", "-1");

    /**
     * One dimension of one input.
     *
     * @param input the index of the input in the signature
     * @param axis the index of the dimension in its shape
     */
    public record Place(int input, int axis) {}

    /** Those of a session's inputs; none for a model of one input. */
    static List<SharedDimension> of(Map<String, NodeInfo> inputs) {
        Map<String, List<Place>> places = new LinkedHashMap<>();
        int input = 0;
        for (NodeInfo node : inputs.values()) {
            if (node.getInfo() instanceof TensorInfo tensor) {
                String[] names = tensor.getDimensionNames();
                for (int axis = 0; axis < names.length; axis++) {
                    places.computeIfAbsent(names[axis], name -> new ArrayList<>())
                            .add(new Place(input, axis));
                }
            }
            input++;
        }
        places.keySet().removeAll(NO_NAMES);
        return places.entrySet().stream()
                .filter(entry -> entry.getValue().getFirst().input()
                        != entry.getValue().getLast().input())
                .map(entry -> new SharedDimension(entry.getKey(), List.copyOf(entry.getValue())))
                .toList();
    }
}

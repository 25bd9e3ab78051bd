package dev.slipway.modelserver.onnx;

import java.util.List;
import java.util.Map;

/**
 * What must be different in a graph before a session of ONNX Runtime's Java API can serve it.
 *
 * @param casts inputs and outputs of a type that the API cannot create, by name
 * @param zipMaps outputs that a ZipMap makes: they become the tensor that goes into it
 * @param constructed outputs that are a sequence of values named in the graph: each becomes an output of its own
 * @param concatenated other outputs that are sequences of tensors: they become one tensor with a new first dimension
 */
record GraphChanges(
        Map<String, DataType> casts,
        Map<String, ZipMap> zipMaps,
        Map<String, List<String>> constructed,
        Map<String, DataType> concatenated) {

    /**
     * A ZipMap node.
     *
     * @param probabilities the tensor that goes in
     * @param classes its classes
     */
    record ZipMap(String probabilities, ClassNames classes) {}

    /** Whether the file can be loaded as it is. */
    boolean none() {
        return casts.isEmpty() && zipMaps.isEmpty() && constructed.isEmpty() && concatenated.isEmpty();
    }

    /** The name of one element of a constructed sequence. */
    static String element(String sequence, int index) {
        return sequence + "_" + index;
    }
}

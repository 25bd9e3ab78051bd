package dev.slipway.modelserver.onnx;

import java.util.List;

/**
 * The classes that an output has one entry for, as a graph tells them.
 *
 * @param names in order; empty where the graph does not tell them
 * @param numbers whether they are whole numbers and no texts
 */
public record ClassNames(List<String> names, boolean numbers) {
    /** Of an output without. */
    static final ClassNames NONE = new ClassNames(List.of(), false);

    /** Copies the names. */
    public ClassNames {
        names = List.copyOf(names);
    }
}

package dev.slipway.modelserver.precision;

/**
 * How much of a graph computes in another precision than before.
 *
 * @param changed how many nodes
 * @param of how many nodes there were
 */
public record ChangedNodes(int changed, int of) {
    /** The graph is as it came. */
    public static final ChangedNodes NONE = new ChangedNodes(0, 0);
}

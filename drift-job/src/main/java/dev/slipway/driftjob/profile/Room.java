package dev.slipway.driftjob.profile;

/**
 * How much the profile of one column of numbers may hold, so that any number of columns fits into the same memory. Fewer edges
 * make bounds of distances wider, and never wrong.
 *
 * @param edges most edges
 * @param sample most values that are kept to choose them from; even
 */
public record Room(int edges, int sample) {
    public static final Room FULL = new Room(Edges.MAX, ReferenceNumbers.SAMPLE);

    private static final int FEWEST_EDGES = 255;
    /** Of each edge: reference with its edge, current data, and a part that is merged into it. */
    private static final int BYTES_AN_EDGE = 40 + 32 + 32;

    private static final int BYTES_OF_REFERENCE = 40;
    /** Of each column: the index of edges, exact sums. */
    private static final int BYTES_A_COLUMN = 40_000;

    public Room {
        if (edges < 1 || edges > Edges.MAX || sample < 2 || sample % 2 != 0 || sample > ReferenceNumbers.SAMPLE) {
            throw new IllegalArgumentException("no room for " + edges + " edges and a sample of " + sample);
        }
    }

    /** An equal part of so many bytes for each of so many columns; never less than a coarse profile needs. */
    public static Room of(long bytes, int columns) {
        long each = bytes / Math.max(1, columns) - BYTES_A_COLUMN;
        int edges = Math.clamp(each / BYTES_AN_EDGE, FEWEST_EDGES, Edges.MAX);
        long sample = (each - (long) BYTES_OF_REFERENCE * edges) / Double.BYTES;
        return new Room(edges, Math.clamp(sample / 2 * 2, 4 * FEWEST_EDGES, ReferenceNumbers.SAMPLE));
    }

    /** Whether a column of so many values is counted as finely as with all the memory there could be. */
    public boolean suffices(long values) {
        return (edges == Edges.MAX || values <= edges) && (sample == ReferenceNumbers.SAMPLE || values <= sample);
    }
}

package dev.slipway.modelserver.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Arrays;

/**
 * Reads nested lists of scalars into a sink and finds their sizes, refusing lists that are no rectangle. A flat list is
 * a rectangle of one dimension.
 */
public final class RectangularReader {
    private static final int MAX_RANK = 16;

    private final ElementSink sink;
    private final long[] sizes = new long[MAX_RANK];
    private int leafDepth = -1;
    private int deepest;

    /** A reader into one sink. */
    public RectangularReader(ElementSink sink) {
        this.sink = sink;
        Arrays.fill(sizes, -1);
    }

    /** Reads the rest of a list whose first element (or end) is {@code first}. */
    public void rest(JsonParser parser, JsonToken first) throws IOException, InvalidTensorException {
        list(parser, first, 0);
    }

    /** Reads one entry of the outermost list, which the caller walks. */
    public void entry(JsonParser parser, JsonToken token) throws IOException, InvalidTensorException {
        element(parser, token, 0);
    }

    /** Ends an outermost list that the caller walked. */
    public void end(long entries) throws InvalidTensorException {
        size(0, entries);
    }

    /** The sizes found, outermost first. */
    public long[] dims() {
        return Arrays.copyOf(sizes, deepest + 1);
    }

    private void list(JsonParser parser, JsonToken first, int depth) throws IOException, InvalidTensorException {
        if (depth >= MAX_RANK) {
            throw new InvalidTensorException("Input '%s': lists are nested deeper than %d."
                    .formatted(sink.spec().name(), MAX_RANK));
        }
        deepest = Math.max(deepest, depth);
        long entries = 0;
        for (JsonToken token = first; token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            element(parser, token, depth);
            entries++;
        }
        size(depth, entries);
    }

    private void element(JsonParser parser, JsonToken token, int depth) throws IOException, InvalidTensorException {
        if (token == JsonToken.START_ARRAY) {
            if (leafDepth >= 0 && depth >= leafDepth) {
                throw ragged();
            }
            list(parser, parser.nextToken(), depth + 1);
            return;
        }
        if (leafDepth < 0) {
            leafDepth = depth;
        }
        if (leafDepth != depth) {
            throw ragged();
        }
        sink.accept(parser, token);
    }

    private void size(int depth, long entries) throws InvalidTensorException {
        if (sizes[depth] < 0) {
            sizes[depth] = entries;
        } else if (sizes[depth] != entries) {
            throw ragged();
        }
    }

    private InvalidTensorException ragged() {
        return new InvalidTensorException(
                "Input '%s': the lists are ragged near element %d; all lists of a level must have the same length."
                        .formatted(sink.spec().name(), sink.count()));
    }
}

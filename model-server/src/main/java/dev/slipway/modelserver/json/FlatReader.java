package dev.slipway.modelserver.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;

/**
 * Reads the scalars of lists in the order in which they stand, however the lists are nested: for protocols that say the
 * sizes beside the elements.
 */
public final class FlatReader {
    private static final int DEEPEST = 16;

    private final ElementSink sink;

    /** A reader into one sink. */
    public FlatReader(ElementSink sink) {
        this.sink = sink;
    }

    /** Reads the list on whose start the parser stands. */
    public void read(JsonParser parser) throws IOException, InvalidTensorException {
        int depth = 1;
        while (depth > 0) {
            JsonToken token = parser.nextToken();
            switch (token) {
                case START_ARRAY -> depth = deeper(depth);
                case END_ARRAY -> depth--;
                default -> sink.accept(parser, token);
            }
        }
    }

    private int deeper(int depth) throws InvalidTensorException {
        if (depth == DEEPEST) {
            throw new InvalidTensorException("Input '%s': lists are nested deeper than %d."
                    .formatted(sink.spec().name(), DEEPEST));
        }
        return depth + 1;
    }
}

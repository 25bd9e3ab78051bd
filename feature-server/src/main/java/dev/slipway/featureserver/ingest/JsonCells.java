package dev.slipway.featureserver.ingest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.slipway.featureserver.codec.ByteSink;
import dev.slipway.featureserver.codec.Element;
import dev.slipway.featureserver.codec.ValueEncoder;
import dev.slipway.featureserver.codec.ValueType;
import java.io.IOException;

/** JSON straight to serialized values, without loss or not at all. */
public final class JsonCells {
    /** What Feast's clients send for a null timestamp. */
    private static final long NULL_TIMESTAMP = Long.MIN_VALUE;

    private JsonCells() {}

    /** Writes the value that the reader stands at; nothing for null. */
    public static void write(ByteSink out, ValueType type, JsonParser in) throws IOException, CellException {
        if (in.currentToken() == JsonToken.VALUE_NULL) {
            return;
        }
        if (type.scalar()) {
            scalar(out, type, in);
            return;
        }
        if (in.currentToken() != JsonToken.START_ARRAY) {
            throw JsonScalars.refuse(in, "a list");
        }
        int from = out.length();
        while (in.nextToken() != JsonToken.END_ARRAY) {
            if (in.currentToken() == JsonToken.VALUE_NULL) {
                throw new CellException("a list of " + type.element() + " cannot hold null");
            }
            element(out, type.element(), in);
        }
        ValueEncoder.endList(out, type, from);
    }

    private static void scalar(ByteSink out, ValueType type, JsonParser in) throws IOException, CellException {
        switch (type.element()) {
            case INT32 -> ValueEncoder.whole(out, type, JsonScalars.whole(in, Integer.MIN_VALUE, Integer.MAX_VALUE));
            case INT64 -> ValueEncoder.whole(out, type, JsonScalars.whole(in, Long.MIN_VALUE, Long.MAX_VALUE));
            case BOOL -> ValueEncoder.whole(out, type, JsonScalars.truth(in) ? 1 : 0);
            case TIMESTAMP -> {
                long seconds = JsonScalars.seconds(in);
                if (seconds != NULL_TIMESTAMP) {
                    ValueEncoder.whole(out, type, seconds);
                }
            }
            case DOUBLE -> ValueEncoder.binary64(out, type, JsonScalars.binary64(in));
            case FLOAT -> ValueEncoder.binary32(out, type, JsonScalars.binary32(in));
            case STRING -> delimited(out, type, JsonScalars.text(in));
            case BYTES -> delimited(out, type, JsonScalars.bytes(in));
            default -> throw notYet(type.element());
        }
    }

    private static void element(ByteSink out, Element element, JsonParser in) throws IOException, CellException {
        switch (element) {
            case INT32 -> out.varint(JsonScalars.whole(in, Integer.MIN_VALUE, Integer.MAX_VALUE));
            case INT64 -> out.varint(JsonScalars.whole(in, Long.MIN_VALUE, Long.MAX_VALUE));
            case BOOL -> out.varint(JsonScalars.truth(in) ? 1 : 0);
            case TIMESTAMP -> out.varint(JsonScalars.seconds(in));
            case DOUBLE -> out.int64(Double.doubleToRawLongBits(JsonScalars.binary64(in)));
            case FLOAT -> out.int32(Float.floatToRawIntBits(JsonScalars.binary32(in)));
            case STRING -> listed(out, JsonScalars.text(in));
            case BYTES -> listed(out, JsonScalars.bytes(in));
            default -> throw notYet(element);
        }
    }

    private static void delimited(ByteSink out, ValueType type, byte[] value) {
        ValueEncoder.delimited(out, type, value, 0, value.length);
    }

    private static void listed(ByteSink out, byte[] value) {
        ValueEncoder.element(out, value, 0, value.length);
    }

    private static CellException notYet(Element element) {
        return new CellException("values of " + element + " can be served but not written yet");
    }
}

package dev.slipway.featureserver.cells;

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
            if (in.currentToken() == JsonToken.VALUE_NULL && type.element() != Element.VALUE) {
                throw new CellException("a list of " + type.element() + " cannot hold null");
            }
            element(out, type, in);
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
            case STRING -> delimited(out, type, text(type, in));
            case BYTES -> delimited(out, type, JsonScalars.bytes(in));
            case MAP -> {
                int from = out.length();
                NestedCells.map(out, in);
                out.wrap(from, type.number());
            }
            case ZONED -> ZonedTimes.write(out, type, in);
            case VALUE, SCALAR_MAP ->
                throw new CellException(
                        "JSON has no keys but strings: a map with other keys is written by gRPC, as typed_features");
        }
    }

    private static void element(ByteSink out, ValueType type, JsonParser in) throws IOException, CellException {
        int from = out.length();
        switch (type.element()) {
            case INT32 -> out.varint(JsonScalars.whole(in, Integer.MIN_VALUE, Integer.MAX_VALUE));
            case INT64 -> out.varint(JsonScalars.whole(in, Long.MIN_VALUE, Long.MAX_VALUE));
            case BOOL -> out.varint(JsonScalars.truth(in) ? 1 : 0);
            case TIMESTAMP -> out.varint(JsonScalars.seconds(in));
            case DOUBLE -> out.int64(Double.doubleToRawLongBits(JsonScalars.binary64(in)));
            case FLOAT -> out.int32(Float.floatToRawIntBits(JsonScalars.binary32(in)));
            case STRING -> listed(out, text(type, in));
            case BYTES -> listed(out, JsonScalars.bytes(in));
            case MAP -> {
                NestedCells.map(out, in);
                out.wrap(from, 1);
            }
            case VALUE -> {
                NestedCells.value(out, in);
                out.wrap(from, 1);
            }
            case SCALAR_MAP, ZONED -> throw new IllegalStateException("there are no lists of " + type.element());
        }
    }

    private static void delimited(ByteSink out, ValueType type, byte[] value) {
        ValueEncoder.delimited(out, type, value, 0, value.length);
    }

    private static void listed(ByteSink out, byte[] value) {
        ValueEncoder.element(out, value, 0, value.length);
    }

    /** Text as it stands; of the type JSON also any document, which is stored as the client wrote it. */
    private static byte[] text(ValueType type, JsonParser in) throws IOException, CellException {
        boolean json = type == ValueType.JSON || type == ValueType.JSON_LIST;
        return json ? JsonScalars.document(in) : JsonScalars.text(in);
    }
}

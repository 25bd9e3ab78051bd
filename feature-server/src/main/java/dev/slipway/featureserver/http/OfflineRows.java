package dev.slipway.featureserver.http;

import dev.slipway.featureserver.cells.RequestJson;
import dev.slipway.featureserver.codec.ByteSink;
import dev.slipway.featureserver.codec.Element;
import dev.slipway.featureserver.codec.JsonValues;
import dev.slipway.featureserver.codec.Rfc3339;
import dev.slipway.featureserver.codec.ValueType;
import dev.slipway.featureserver.codec.WireReader;
import dev.slipway.workload.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Rows as JSON that PostgreSQL reads into the columns of a table: times as text, bytes in its hexadecimal form, NaN and
 * infinity in quotes, documents as they stand.
 */
final class OfflineRows {
    private static final long MICROSECOND = 1000;

    private final ByteSink out = new ByteSink(1 << 10);
    private final JsonValues values = new JsonValues();
    private final WireReader in = new WireReader();
    private boolean first = true;

    void beginRow() {
        out.put(out.length() == 0 ? '[' : ',');
        out.put('{');
        first = true;
    }

    void endRow() {
        out.put('}');
    }

    /** The whole list. */
    String end() {
        out.put(']');
        return new String(out.array(), 0, out.length(), StandardCharsets.UTF_8);
    }

    /** An event time; PostgreSQL knows microseconds. */
    void time(String column, long time) {
        name(column);
        out.put('"');
        Rfc3339.write(out, time - Math.floorMod(time, MICROSECOND));
        out.put('"');
    }

    /** A serialized value; nothing for null. */
    void value(String column, ValueType type, byte[] from, int offset, int length) {
        name(column);
        int start = out.length();
        out.ascii("null");
        switch (type.element()) {
            case DOUBLE, FLOAT, BYTES, TIMESTAMP -> fields(start, type, in.over(from, offset, length));
            default -> {
                out.truncate(start);
                values.write(out, type, from, offset, length);
                if (type == ValueType.JSON && length > 0) {
                    document(start, from, offset, length);
                }
            }
        }
    }

    private void name(String column) {
        if (!first) {
            out.put(',');
        }
        first = false;
        out.utf8(JsonText.quote(column));
        out.put(':');
    }

    /** A document stands as it is, unless it is none: then it stays a text, which its column may refuse. */
    private void document(int start, byte[] from, int offset, int length) {
        WireReader value = in.over(from, offset, length);
        value.varint();
        int size = value.delimited();
        String text = new String(from, value.position(), size, StandardCharsets.UTF_8);
        if (RequestJson.document(text)) {
            out.truncate(start);
            out.utf8(text);
        }
    }

    private void fields(int start, ValueType type, WireReader value) {
        while (value.more()) {
            int tag = (int) value.varint();
            if (tag >>> 3 != type.number()) {
                value.skip(tag & 7);
                continue;
            }
            out.truncate(start);
            if (type.scalar()) {
                element(type.element(), value);
            } else {
                list(type.element(), value);
            }
        }
    }

    private void list(Element element, WireReader value) {
        int end = ProtoFields.end(value);
        boolean none = true;
        out.put('[');
        while (value.position() < end) {
            int tag = (int) value.varint();
            boolean packed = (tag & 7) != element.wire();
            int until = packed ? ProtoFields.end(value) : value.position() + 1;
            while (value.position() < until) {
                if (!none) {
                    out.put(',');
                }
                none = false;
                element(element, value);
            }
        }
        out.put(']');
    }

    private void element(Element element, WireReader value) {
        switch (element) {
            case DOUBLE -> number(Double.longBitsToDouble(value.fixed64()));
            case FLOAT -> number(Float.intBitsToFloat(value.fixed32()));
            case TIMESTAMP -> {
                long seconds = value.varint();
                out.ascii(seconds == Long.MIN_VALUE ? "null" : "\"" + Instant.ofEpochSecond(seconds) + "\"");
            }
            case BYTES -> {
                int end = ProtoFields.end(value);
                out.ascii("\"\\\\x");
                out.ascii(HexFormat.of().formatHex(Arrays.copyOfRange(value.array(), value.position(), end)));
                out.put('"');
                value.position(end);
            }
            default -> throw new IllegalStateException(element + " is written as JSON has it");
        }
    }

    private void number(double value) {
        out.ascii(Double.isFinite(value) ? Double.toString(value) : "\"" + value + "\"");
    }
}

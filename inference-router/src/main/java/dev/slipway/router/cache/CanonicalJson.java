package dev.slipway.router.cache;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.slipway.workload.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * JSON as bytes that are equal exactly if the documents say the same: order of fields and white space do not count. After RFC
 * 8785, but stricter about what is the same, since a model may tell apart what ECMAScript does not: {@code 1} and {@code 1.0}
 * differ, so do {@code 0.0} and {@code -0.0}, and whole numbers keep all of their digits. Every part has its kind and length
 * before it, so that no two documents run into one. A document with a field twice, with bytes behind it, or with a number
 * that is not finite has no such form.
 */
final class CanonicalJson {
    private final JsonParser parser;
    private final ByteArrayOutputStream out;

    private CanonicalJson(JsonParser parser, ByteArrayOutputStream out) {
        this.parser = parser;
        this.out = out;
    }

    /** The form of a document; empty where it has none. */
    static byte[] of(byte[] document) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(document.length + 16);
        try (JsonParser parser = Json.parser(document, 0, document.length)) {
            if (parser.nextToken() == null) {
                return new byte[0];
            }
            new CanonicalJson(parser, out).value();
            return parser.nextToken() == null ? out.toByteArray() : new byte[0];
        } catch (IOException e) {
            return new byte[0];
        }
    }

    private void value() throws IOException {
        switch (parser.currentToken()) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            case VALUE_STRING -> text('s', parser.getText());
            case VALUE_NUMBER_INT -> text('i', parser.getText());
            case VALUE_NUMBER_FLOAT -> number();
            case VALUE_TRUE -> out.write('t');
            case VALUE_FALSE -> out.write('f');
            case VALUE_NULL -> out.write('n');
            default -> throw new IOException("no value");
        }
    }

    private void number() throws IOException {
        double value = parser.getDoubleValue();
        if (!Double.isFinite(value)) {
            throw new IOException("a number that is not finite");
        }
        out.write('d');
        out.writeBytes(ByteBuffer.allocate(8).putDouble(value).array());
    }

    private void array() throws IOException {
        out.write('[');
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            value();
        }
        out.write(']');
    }

    private void object() throws IOException {
        Map<String, byte[]> fields = new TreeMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            parser.nextToken();
            ByteArrayOutputStream field = new ByteArrayOutputStream(32);
            new CanonicalJson(parser, field).value();
            if (fields.put(name, field.toByteArray()) != null) {
                throw new IOException("a field twice");
            }
        }
        out.write('{');
        fields.forEach((name, bytes) -> {
            text('s', name);
            out.writeBytes(bytes);
        });
        out.write('}');
    }

    private void text(char kind, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write(kind);
        out.writeBytes(ByteBuffer.allocate(4).putInt(bytes.length).array());
        out.writeBytes(bytes);
    }
}

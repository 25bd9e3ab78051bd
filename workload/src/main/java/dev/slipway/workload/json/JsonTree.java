package dev.slipway.workload.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A JSON document as maps, lists, strings, booleans, {@link Numeral} and {@link Absent#NULL}: written again it says exactly
 * what it said, nulls and the digits of numbers included. A field twice is refused.
 */
public final class JsonTree {
    private JsonTree() {}

    /** A number as it is written. */
    public record Numeral(String text) {
        /** The nearest double. */
        public double value() {
            return Double.parseDouble(text);
        }

        /** Whether it is written without fraction and exponent. */
        public boolean whole() {
            return text.indexOf('.') < 0 && text.indexOf('e') < 0 && text.indexOf('E') < 0;
        }
    }

    /** Null. */
    public enum Absent {
        /** The only one. */
        NULL
    }

    /** Reads a document. */
    public static Object read(byte[] document) throws IOException {
        try (JsonParser parser = Json.parser(document, 0, document.length)) {
            if (parser.nextToken() == null) {
                throw new IOException("the document is empty");
            }
            Object value = value(parser);
            if (parser.nextToken() != null) {
                throw new IOException("something follows the document");
            }
            return value;
        }
    }

    private static Object value(JsonParser parser) throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> {
                Map<String, Object> fields = new LinkedHashMap<>();
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    parser.nextToken();
                    if (fields.put(name, value(parser)) != null) {
                        throw new IOException("a field twice");
                    }
                }
                yield fields;
            }
            case START_ARRAY -> {
                List<Object> values = new ArrayList<>();
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    values.add(value(parser));
                }
                yield values;
            }
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Numeral(parser.getText());
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> Absent.NULL;
        };
    }

    /** Writes a document, also one that {@link JsonDocument} read. */
    public static byte[] write(Object value) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(512);
        try (JsonGenerator json = Json.FACTORY.createGenerator(out)) {
            write(json, value);
        }
        return out.toByteArray();
    }

    private static void write(JsonGenerator json, Object value) throws IOException {
        switch (value) {
            case Map<?, ?> map -> {
                json.writeStartObject();
                for (Map.Entry<?, ?> field : map.entrySet()) {
                    json.writeFieldName(String.valueOf(field.getKey()));
                    write(json, field.getValue());
                }
                json.writeEndObject();
            }
            case List<?> list -> {
                json.writeStartArray();
                for (Object element : list) {
                    write(json, element);
                }
                json.writeEndArray();
            }
            case String text -> json.writeString(text);
            case Numeral number -> json.writeNumber(number.text());
            case Integer number -> json.writeNumber(number);
            case Long number -> json.writeNumber(number);
            case Double number -> json.writeNumber(number);
            case Boolean flag -> json.writeBoolean(flag);
            default -> json.writeNull();
        }
    }
}

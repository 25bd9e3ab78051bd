package dev.slipway.modelserver.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.slipway.modelserver.inference.RequestException;
import dev.slipway.workload.json.JsonText;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The checks that every field of a request goes through. */
final class JsonFields {
    private static final int LONGEST_SHOWN = 41;

    private JsonFields() {}

    static void startDocument(JsonParser parser) throws RequestException, IOException {
        JsonToken first = parser.nextToken();
        if (first == null) {
            throw RequestException.badRequest("The body is empty; it must be a JSON object.");
        }
        if (first != JsonToken.START_OBJECT) {
            throw RequestException.badRequest("The body is %s; it must be a JSON object.", describe(first));
        }
    }

    static void endDocument(JsonParser parser) throws RequestException, IOException {
        if (parser.nextToken() != null) {
            throw RequestException.badRequest("Something follows the JSON object of the body.");
        }
    }

    static void expect(JsonToken actual, JsonToken expected, String field, String what) throws RequestException {
        if (actual != expected) {
            throw RequestException.badRequest("The field '%s' is %s; it must be %s.", field, describe(actual), what);
        }
    }

    static String string(JsonParser parser, JsonToken token, String field) throws RequestException, IOException {
        expect(token, JsonToken.VALUE_STRING, field, "a string");
        return parser.getText();
    }

    static void notTwice(boolean already, String field) throws RequestException {
        if (already) {
            throw RequestException.badRequest("The field '%s' is given twice.", field);
        }
    }

    static <T> T once(@Nullable T before, String field, T value) throws RequestException {
        notTwice(before != null, field);
        return value;
    }

    /** The value on which the parser stands, as a message shows it. */
    static String shown(JsonParser parser, JsonToken token) throws IOException {
        String text = token.isNumeric() ? parser.getText() : describe(token);
        return JsonText.shortened(text, LONGEST_SHOWN);
    }

    private static String describe(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "a list";
            case VALUE_STRING -> "a string";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            case VALUE_NULL -> "null";
            default -> "no value";
        };
    }
}

package dev.slipway.router.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.slipway.workload.json.Json;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The value that a JSON pointer (RFC 6901) points to, found without reading what lies beside it. */
public final class Pointers {
    private Pointers() {}

    /** A string, number or boolean as text; null where there is none, or the document is none. */
    public static @Nullable String scalar(byte[] document, String pointer) {
        String[] segments = pointer.substring(1).split("/", -1);
        for (int i = 0; i < segments.length; i++) {
            segments[i] = segments[i].replace("~1", "/").replace("~0", "~");
        }
        try (JsonParser parser = Json.parser(document, 0, document.length)) {
            parser.nextToken();
            for (String segment : segments) {
                if (!enter(parser, segment)) {
                    return null;
                }
            }
            JsonToken token = parser.currentToken();
            return token != null && token.isScalarValue() && token != JsonToken.VALUE_NULL ? parser.getText() : null;
        } catch (IOException e) {
            return null;
        }
    }

    private static boolean enter(JsonParser parser, String segment) throws IOException {
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean here = segment.equals(parser.currentName());
                parser.nextToken();
                if (here) {
                    return true;
                }
                parser.skipChildren();
            }
        } else if (parser.currentToken() == JsonToken.START_ARRAY && segment.matches("0|[1-9][0-9]{0,8}")) {
            for (int index = Integer.parseInt(segment); parser.nextToken() != JsonToken.END_ARRAY; index--) {
                if (index == 0) {
                    return true;
                }
                parser.skipChildren();
            }
        }
        return false;
    }
}

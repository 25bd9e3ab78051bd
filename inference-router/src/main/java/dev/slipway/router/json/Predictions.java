package dev.slipway.router.json;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.slipway.workload.json.Json;
import java.io.IOException;
import java.util.Set;

/** Whether an answer is a prediction. */
public final class Predictions {
    /** As a client can ask the model server to write them. */
    private static final Set<String> NO_NUMBERS = Set.of("NaN", "Infinity", "-Infinity");

    private Predictions() {}

    /**
     * Whether this is well-formed JSON in which {@code predictions} (V1) or the data of {@code outputs} (V2) is there, not
     * empty and without nulls: a model that computes NaN shows it as null, as a text, or as no JSON at all.
     */
    public static boolean valid(byte[] body) {
        try (JsonParser parser = Json.parser(body, 0, body.length)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            boolean found = false;
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                if ("predictions".equals(name) || "outputs".equals(name)) {
                    if (!values(parser)) {
                        return false;
                    }
                    found = true;
                } else {
                    parser.skipChildren();
                }
            }
            return found && parser.nextToken() == null;
        } catch (IOException e) {
            return false;
        }
    }

    private static boolean values(JsonParser parser) throws IOException {
        int depth = 0;
        int scalars = 0;
        do {
            switch (parser.currentToken()) {
                case START_ARRAY, START_OBJECT -> depth++;
                case END_ARRAY, END_OBJECT -> depth--;
                case VALUE_NULL -> {
                    return false;
                }
                case VALUE_STRING -> {
                    if (NO_NUMBERS.contains(parser.getText())) {
                        return false;
                    }
                    scalars++;
                }
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE -> scalars++;
                default -> {}
            }
        } while (depth > 0 && parser.nextToken() != null);
        return depth == 0 && scalars > 0;
    }
}

package dev.slipway.modelserver.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.slipway.modelserver.inference.RequestException;
import java.io.IOException;

/**
 * Parameters of a V2 request. Unknown ones are tolerated, as the protocol says; those that would change the answer and
 * are not implemented are refused, since ignoring them would be a wrong answer.
 */
final class V2Parameters {
    private V2Parameters() {}

    static void ofRequest(JsonParser parser, JsonToken token) throws RequestException, IOException {
        read(parser, token);
    }

    static void ofInput(JsonParser parser, JsonToken token) throws RequestException, IOException {
        read(parser, token);
    }

    static void ofOutput(JsonParser parser, JsonToken token) throws RequestException, IOException {
        read(parser, token);
    }

    private static void read(JsonParser parser, JsonToken token) throws RequestException, IOException {
        if (token == JsonToken.VALUE_NULL) {
            return;
        }
        JsonFields.expect(token, JsonToken.START_OBJECT, "parameters", "an object");
        for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
            JsonToken value = parser.nextToken();
            switch (field) {
                case "binary_data", "binary_data_output" -> {
                    if (value == JsonToken.VALUE_TRUE) {
                        throw binary(field);
                    }
                }
                case "binary_data_size" -> throw binary(field);
                case "classification" ->
                    throw RequestException.unsupported("The parameter 'classification' is not supported yet.");
                case "shared_memory_region" ->
                    throw RequestException.unsupported("Shared memory is not supported; send the data in the request.");
                default -> parser.skipChildren();
            }
        }
    }

    private static RequestException binary(String field) {
        return RequestException.unsupported(
                "The parameter '%s' asks for binary tensors, which are not supported yet; use JSON data.", field);
    }
}

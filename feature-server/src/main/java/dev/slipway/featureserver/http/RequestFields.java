package dev.slipway.featureserver.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.slipway.workload.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The fields of a request's object: small ones read, large ones (arrays, objects) as the place where they stand. */
final class RequestFields {
    private final byte[] body;
    private final Map<String, String> texts = new HashMap<>();
    private final Map<String, int[]> ranges = new HashMap<>();

    private RequestFields(byte[] body) {
        this.body = body;
    }

    static RequestFields read(byte[] body) throws RequestException {
        RequestFields fields = new RequestFields(body);
        try (JsonParser in = Json.parser(body, 0, body.length)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw FeastErrors.wrongForm("body", "model_attributes_type", "Input should be a valid dictionary");
            }
            while (in.nextToken() != JsonToken.END_OBJECT) {
                fields.field(in);
            }
        } catch (IOException e) {
            throw FeastErrors.noBody(sentence(e));
        }
        return fields;
    }

    byte[] body() {
        return body;
    }

    Optional<String> text(String field) {
        return Optional.ofNullable(texts.get(field));
    }

    String required(String field) throws RequestException {
        return text(field).orElseThrow(() -> FeastErrors.missingField(field));
    }

    boolean truth(String field) {
        return "true".equals(texts.get(field));
    }

    /** Where an array or object begins and ends. */
    Optional<int[]> range(String field) {
        return Optional.ofNullable(ranges.get(field));
    }

    /** The strings of an array. */
    List<String> strings(int[] range) throws RequestException {
        List<String> strings = new ArrayList<>();
        try (JsonParser in = Json.parser(body, range[0], range[1])) {
            in.nextToken();
            while (in.nextToken() != JsonToken.END_ARRAY) {
                if (in.currentToken() != JsonToken.VALUE_STRING) {
                    throw FeastErrors.wrongForm("features", "string_type", "Input should be a valid string");
                }
                strings.add(in.getText());
            }
        } catch (IOException e) {
            throw FeastErrors.noBody(sentence(e));
        }
        return strings;
    }

    static String sentence(IOException e) {
        String message = e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
        return String.valueOf(message).lines().findFirst().orElse("");
    }

    private void field(JsonParser in) throws IOException {
        String name = in.currentName();
        JsonToken token = in.nextToken();
        if (token.isStructStart()) {
            int from = (int) in.currentTokenLocation().getByteOffset();
            in.skipChildren();
            ranges.put(name, new int[] {from, (int) in.currentLocation().getByteOffset()});
        } else if (token != JsonToken.VALUE_NULL) {
            texts.put(name, in.getText());
        }
    }
}

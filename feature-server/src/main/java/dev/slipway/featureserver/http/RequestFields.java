package dev.slipway.featureserver.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.slipway.featureserver.cells.RequestJson;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The fields of a request's object: small ones read, large ones (arrays, objects) as the place where they stand. */
final class RequestFields {
    private final byte[] body;
    private final RequestModel model;
    private final Map<String, String> texts = new HashMap<>();
    private final Map<String, int[]> ranges = new HashMap<>();

    private RequestFields(byte[] body, RequestModel model) {
        this.body = body;
        this.model = model;
    }

    static RequestFields read(byte[] body, RequestModel model) throws RequestException {
        RequestFields fields = new RequestFields(body, model);
        boolean right = true;
        try (JsonParser in = RequestJson.parser(body, 0, body.length)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw model.refusal(body, "an object is expected");
            }
            while (in.nextToken() != JsonToken.END_OBJECT) {
                right &= fields.field(in);
            }
            right &= in.nextToken() == null;
        } catch (IOException e) {
            throw model.refusal(body, sentence(e));
        }
        for (RequestModel.Field field : model.fields()) {
            right &= !field.required()
                    || fields.texts.containsKey(field.name())
                    || fields.ranges.containsKey(field.name());
        }
        if (!right) {
            model.check(body);
        }
        return fields;
    }

    byte[] body() {
        return body;
    }

    Optional<String> text(String field) {
        return Optional.ofNullable(texts.get(field));
    }

    /** A field that the model demands. */
    String required(String field) {
        return Objects.requireNonNull(texts.get(field), field);
    }

    boolean truth(String field) {
        String text = texts.get(field);
        return text != null && RequestModel.truth(text);
    }

    /** Where an array or object begins and ends. */
    Optional<int[]> range(String field) {
        return Optional.ofNullable(ranges.get(field));
    }

    /** The strings of an array. */
    List<String> strings(int[] range) throws RequestException {
        List<String> strings = new ArrayList<>();
        try (JsonParser in = RequestJson.parser(body, range[0], range[1])) {
            in.nextToken();
            while (in.nextToken() != JsonToken.END_ARRAY) {
                if (in.currentToken() != JsonToken.VALUE_STRING) {
                    throw refusal("a list of strings is expected");
                }
                strings.add(in.getText());
            }
        } catch (IOException e) {
            throw refusal(sentence(e));
        }
        return strings;
    }

    /** What is wrong with the form of the request, which turned out while its parts were read. */
    RequestException refusal(String otherwise) {
        return model.refusal(body, otherwise);
    }

    static String sentence(IOException e) {
        String message = e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
        return String.valueOf(message).lines().findFirst().orElse("");
    }

    /** Reads one field; whether it is surely right. */
    private boolean field(JsonParser in) throws IOException {
        String name = in.currentName();
        JsonToken token = in.nextToken();
        if (token.isStructStart()) {
            int from = (int) in.currentTokenLocation().getByteOffset();
            in.skipChildren();
            ranges.put(name, new int[] {from, (int) in.currentLocation().getByteOffset()});
        } else if (token != JsonToken.VALUE_NULL) {
            texts.put(name, in.getText());
        }
        return model.plainlyRight(name, token);
    }
}

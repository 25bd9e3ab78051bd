package dev.slipway.modelserver.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.slipway.modelserver.inference.RequestException;
import dev.slipway.modelserver.json.InvalidTensorException;
import dev.slipway.modelserver.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The plain form that needs no reading of a protocol: {@code POST /predict {"features": ROW}} and
 * {@code POST /batch_predict {"instances": [ROW, …]}}, where a row is what V1 takes: a list of numbers, or an object by
 * column or input name.
 */
final class Shorthand implements Protocol {
    private final V1Protocol rows;
    private final PlainAnswer.Writer writer;
    private final boolean batch;

    Shorthand(V1Protocol rows, PlainAnswer.Writer writer, boolean batch) {
        this.rows = rows;
        this.writer = writer;
        this.batch = batch;
    }

    @Override
    public Call decode(RequestBody body) throws RequestException, InvalidTensorException, IOException {
        byte[] instances = instances(body.bytes());
        Call call = rows.decode(new RequestBody(instances, body.headers()));
        long count = call.request().rows();
        return new Call(call.request(), result -> Encoded.json(writer.write(count, batch, result)));
    }

    /** The same request in V1's words. */
    private byte[] instances(byte[] body) throws RequestException, IOException {
        byte @Nullable [] value = null;
        try (JsonParser parser = Json.FACTORY.createParser(body)) {
            JsonFields.startDocument(parser);
            for (String field = parser.nextFieldName(); field != null; field = parser.nextFieldName()) {
                JsonToken token = parser.nextToken();
                switch (field) {
                    case "features", "instance", "instances" -> {
                        if (field.equals("instances") != batch) {
                            throw RequestException.badRequest(
                                    "%s takes the field '%s', not '%s'.",
                                    path(), batch ? "instances" : "features", field);
                        }
                        JsonFields.notTwice(value != null, field);
                        value = CloudEvents.value(parser, body);
                    }
                    case "explain", "feature_importance" -> {
                        if (token == JsonToken.VALUE_TRUE) {
                            throw RequestException.unsupported("Explanations are not supported yet.");
                        }
                        parser.skipChildren();
                    }
                    default -> parser.skipChildren();
                }
            }
            JsonFields.endDocument(parser);
        }
        if (value == null) {
            throw RequestException.badRequest(
                    batch
                            ? "The request has no field 'instances' with a list of rows."
                            : "The request has no field 'features' with one row.");
        }
        return wrapped(value);
    }

    private String path() {
        return batch ? "/batch_predict" : "/predict";
    }

    private byte[] wrapped(byte[] value) {
        byte[] before = (batch ? "{\"instances\":" : "{\"instances\":[").getBytes(StandardCharsets.UTF_8);
        byte[] after = (batch ? "}" : "]}").getBytes(StandardCharsets.UTF_8);
        byte[] whole = new byte[before.length + value.length + after.length];
        System.arraycopy(before, 0, whole, 0, before.length);
        System.arraycopy(value, 0, whole, before.length, value.length);
        System.arraycopy(after, 0, whole, before.length + value.length, after.length);
        return whole;
    }
}

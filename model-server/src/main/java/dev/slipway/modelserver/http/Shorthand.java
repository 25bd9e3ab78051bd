package dev.slipway.modelserver.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.slipway.modelserver.inference.Explainer;
import dev.slipway.modelserver.inference.Explanation;
import dev.slipway.modelserver.inference.RequestException;
import dev.slipway.modelserver.json.InvalidTensorException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The plain form that needs no reading of a protocol: {@code POST /predict {"features": ROW}} and
 * {@code POST /batch_predict {"instances": [ROW, …]}}, where a row is what V1 takes: a list of numbers, or an object by
 * column or input name.
 */
final class Shorthand implements Protocol {
    private final V1Protocol rows;
    private final PlainAnswer.Writer writer;
    private final Optional<Explainer> explainer;
    private final boolean batch;

    /** What a body asks for: V1's words for the rows, and whether their features are to be valued. */
    private record Asked(RequestBody rows, boolean explained) {}

    Shorthand(V1Protocol rows, PlainAnswer.Writer writer, Optional<Explainer> explainer, boolean batch) {
        this.rows = rows;
        this.writer = writer;
        this.explainer = explainer;
        this.batch = batch;
    }

    @Override
    public Call decode(RequestBody body) throws RequestException, InvalidTensorException, IOException {
        Asked asked = asked(body);
        if (asked.explained() && explainer.isEmpty()) {
            throw Explainer.off();
        }
        Call call = rows.decode(asked.rows());
        long count = call.request().rows();
        return new Call(
                call.request(),
                answer(count, Optional.empty()),
                explainer.filter(explains -> asked.explained()).map(explains -> explaining(explains, count)));
    }

    private Explaining explaining(Explainer explains, long count) {
        return request -> answer(count, Optional.of(explains.explain(request)));
    }

    private Encoder answer(long count, Optional<Explanation> explanation) {
        return (result, form) -> Encoded.json(writer.write(count, batch, result, explanation, form));
    }

    /** The same request in V1's words. */
    private Asked asked(RequestBody request) throws RequestException, IOException {
        byte[] body = request.bytes();
        byte @Nullable [] value = null;
        boolean explained = false;
        try (JsonParser parser = request.parser()) {
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
                        if (!token.isBoolean()) {
                            throw RequestException.badRequest("The field '%s' must be true or false.", field);
                        }
                        explained |= token == JsonToken.VALUE_TRUE;
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
        return new Asked(request.with(wrapped(value)), explained);
    }

    private String path() {
        return batch ? "/batch_predict" : "/predict";
    }

    private byte[] wrapped(byte[] value) {
        boolean values = !batch && rows.takesScalars();
        String field = values ? "{\"inputs\":" : batch ? "{\"instances\":" : "{\"instances\":[";
        byte[] before = field.getBytes(StandardCharsets.UTF_8);
        byte[] after = (batch || values ? "}" : "]}").getBytes(StandardCharsets.UTF_8);
        byte[] whole = new byte[before.length + value.length + after.length];
        System.arraycopy(before, 0, whole, 0, before.length);
        System.arraycopy(value, 0, whole, before.length, value.length);
        System.arraycopy(after, 0, whole, before.length + value.length, after.length);
        return whole;
    }
}

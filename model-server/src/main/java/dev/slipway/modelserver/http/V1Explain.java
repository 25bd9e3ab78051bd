package dev.slipway.modelserver.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.slipway.modelserver.inference.ExplainedRow;
import dev.slipway.modelserver.inference.Explainer;
import dev.slipway.modelserver.inference.Explanation;
import dev.slipway.modelserver.inference.RequestException;
import dev.slipway.modelserver.json.InvalidTensorException;
import dev.slipway.modelserver.json.NonFinite;
import dev.slipway.workload.json.Json;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;

/**
 * V1's {@code :explain}: the request and {@code predictions} of {@code :predict}, and {@code explanations} with one object
 * per row.
 */
final class V1Explain implements Protocol {
    private final Protocol predict;
    private final Explainer explainer;

    V1Explain(Protocol predict, Explainer explainer) {
        this.predict = predict;
        this.explainer = explainer;
    }

    @Override
    public Call decode(RequestBody body) throws RequestException, InvalidTensorException, IOException {
        Call call = predict.decode(body);
        return new Call(call.request(), call.encoder(), Optional.of(request -> {
            Explanation explanation = explainer.explain(request);
            return (result, form) -> with(call.encoder().encode(result, form), explanation, form);
        }));
    }

    private static Encoded with(Encoded predictions, Explanation explanation, NonFinite form)
            throws RequestException, IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator json = Json.FACTORY.createGenerator(bytes)) {
            json.writeStartArray();
            for (int i = 0; i < explanation.values().size(); i++) {
                new ExplainedRow(explanation, i, form).write(json);
            }
            json.writeEndArray();
        }
        Buffer body = predictions.body();
        Buffer both = Buffer.buffer(body.length() + bytes.size() + 20)
                .appendBuffer(body, 0, body.length() - 1)
                .appendString(",\"explanations\":")
                .appendBytes(bytes.toByteArray())
                .appendString("}");
        return new Encoded(both, predictions.headers());
    }
}

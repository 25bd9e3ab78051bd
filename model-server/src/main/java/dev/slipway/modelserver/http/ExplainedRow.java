package dev.slipway.modelserver.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.slipway.modelserver.inference.Explanation;
import dev.slipway.modelserver.inference.FailureCode;
import dev.slipway.modelserver.inference.RequestException;
import java.io.IOException;

/** One row of an explanation as JSON. */
final class ExplainedRow {
    private final Explanation explanation;
    private final int row;

    ExplainedRow(Explanation explanation, int row) {
        this.explanation = explanation;
        this.row = row;
    }

    /** {@code "feature_importance": {"age": 0.2, …}}. */
    void importance(JsonGenerator json) throws RequestException, IOException {
        json.writeObjectFieldStart("feature_importance");
        for (int i = 0; i < explanation.features().size(); i++) {
            String name = explanation.features().get(i);
            json.writeNumberField(
                    name, finite(name, explanation.values().get(row).get(i)));
        }
        json.writeEndObject();
    }

    /** How the importance is to be read. */
    void method(JsonGenerator json) throws RequestException, IOException {
        json.writeStringField("method", explanation.method().name());
        json.writeStringField("output", explanation.output());
        json.writeNumberField("column", explanation.columns().get(row));
        if (!explanation.base().isEmpty()) {
            json.writeNumberField("base", finite("base", explanation.base().get(row)));
        }
    }

    private static double finite(String name, double value) throws RequestException {
        if (!Double.isFinite(value)) {
            throw new RequestException(
                    FailureCode.UNREPRESENTABLE,
                    "The importance of '%s' is %s, which JSON cannot carry.".formatted(name, value));
        }
        return value;
    }
}

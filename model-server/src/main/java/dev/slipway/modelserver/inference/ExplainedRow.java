package dev.slipway.modelserver.inference;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.slipway.modelserver.json.NonFinite;
import dev.slipway.modelserver.onnx.OutputTensor;
import dev.slipway.workload.json.Json;
import java.io.IOException;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;

/** One row of an explanation as JSON. */
public final class ExplainedRow {
    private final Explanation explanation;
    private final int row;
    private final NonFinite form;

    /** A row by its number, and what becomes of what JSON has no numbers for. */
    public ExplainedRow(Explanation explanation, int row, NonFinite form) {
        this.form = form;
        this.explanation = explanation;
        this.row = row;
    }

    /** {@code "feature_importance": {"age": 0.2, …}}. */
    public void importance(JsonGenerator json) throws RequestException, IOException {
        json.writeObjectFieldStart("feature_importance");
        for (int i = 0; i < explanation.features().size(); i++) {
            String name = explanation.features().get(i);
            number(json, name, explanation.values().get(row).get(i));
        }
        json.writeEndObject();
    }

    /** How the importance is to be read. */
    public void method(JsonGenerator json) throws RequestException, IOException {
        json.writeStringField("method", explanation.method().name());
        json.writeStringField("output", explanation.output());
        json.writeNumberField("column", explanation.columns().get(row));
        if (!explanation.base().isEmpty()) {
            number(json, "base", explanation.base().get(row));
        }
    }

    /** One object of both. */
    public void write(JsonGenerator json) throws RequestException, IOException {
        json.writeStartObject();
        method(json);
        importance(json);
        json.writeEndObject();
    }

    /** The tensor of explanations for protocols whose answers are tensors: each row's object as text. */
    public static OutputTensor tensor(Explanation explanation, NonFinite form) throws RequestException {
        List<String> rows = new ArrayList<>();
        for (int row = 0; row < explanation.values().size(); row++) {
            StringWriter text = new StringWriter();
            try (JsonGenerator json = Json.FACTORY.createGenerator(text)) {
                new ExplainedRow(explanation, row, form).write(json);
            } catch (IOException e) {
                throw new IllegalStateException("writing to memory cannot fail", e);
            }
            rows.add(text.toString());
        }
        return OutputTensor.ofStrings(Explainer.OUTPUT, new long[] {rows.size()}, rows);
    }

    private void number(JsonGenerator json, String name, double value) throws RequestException, IOException {
        if (Double.isFinite(value)) {
            json.writeNumberField(name, value);
        } else if (form == NonFinite.STRING) {
            json.writeStringField(name, Double.toString(value));
        } else {
            throw new RequestException(
                    FailureCode.UNREPRESENTABLE,
                    "The importance of '%s' is %s, which JSON cannot carry.".formatted(name, value));
        }
    }
}

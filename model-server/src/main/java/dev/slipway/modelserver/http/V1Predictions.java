package dev.slipway.modelserver.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.slipway.modelserver.inference.RequestException;
import dev.slipway.modelserver.json.NonFinite;
import dev.slipway.modelserver.onnx.InferenceResult;
import dev.slipway.workload.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;

/**
 * Writes {@code {"predictions":[…]}}: one entry per row, which is the row's value for a model with one output and an
 * object keyed by output name for others. Where outputs of columnar inputs have no common rows, {@code predictions} is
 * the whole tensor, or an object of tensors.
 */
final class V1Predictions {
    private final List<OutputColumn> columns;

    private V1Predictions(InferenceResult result, NonFinite form) {
        columns = OutputColumn.of(result, form);
    }

    static byte[] encode(long rows, boolean rowwise, InferenceResult result, NonFinite form)
            throws RequestException, IOException {
        V1Predictions predictions = new V1Predictions(result, form);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator json = Json.FACTORY.createGenerator(bytes)) {
            json.writeStartObject();
            json.writeFieldName("predictions");
            predictions.write(json, rows, rowwise);
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private void write(JsonGenerator json, long rows, boolean rowwise) throws RequestException, IOException {
        for (OutputColumn column : columns) {
            if (column.rows() != rows) {
                if (rowwise) {
                    throw RequestException.unsupported(
                            "Output '%s' has %d rows for %d instances; use the V2 protocol for this model.",
                            column.name(), column.rows(), rows);
                }
                whole(json);
                return;
            }
        }
        json.writeStartArray();
        for (int row = 0; row < rows; row++) {
            row(json, row);
        }
        json.writeEndArray();
    }

    private void row(JsonGenerator json, int row) throws IOException {
        if (columns.size() == 1) {
            columns.getFirst().row(json, row);
            return;
        }
        json.writeStartObject();
        for (OutputColumn column : columns) {
            json.writeFieldName(column.name());
            column.row(json, row);
        }
        json.writeEndObject();
    }

    private void whole(JsonGenerator json) throws IOException {
        if (columns.size() == 1) {
            columns.getFirst().whole(json);
            return;
        }
        json.writeStartObject();
        for (OutputColumn column : columns) {
            json.writeFieldName(column.name());
            column.whole(json);
        }
        json.writeEndObject();
    }
}

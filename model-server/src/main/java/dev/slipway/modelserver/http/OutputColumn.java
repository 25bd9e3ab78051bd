package dev.slipway.modelserver.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.slipway.modelserver.inference.RequestException;
import dev.slipway.modelserver.json.ElementValues;
import dev.slipway.modelserver.json.NonFinite;
import dev.slipway.modelserver.json.TensorElements;
import dev.slipway.modelserver.onnx.DataType;
import dev.slipway.modelserver.onnx.InferenceResult;
import dev.slipway.modelserver.onnx.OutputTensor;
import java.io.IOException;
import java.util.List;

/** One output, read row by row. */
final class OutputColumn {
    private final OutputTensor output;
    private final long[] dims;
    private final TensorElements elements;
    private final List<String> names;
    private int next;

    private OutputColumn(OutputTensor output, TensorElements elements, List<String> names) {
        this.output = output;
        this.dims = output.dims();
        this.elements = elements;
        this.names = names;
    }

    static List<OutputColumn> of(InferenceResult result, NonFinite form) {
        return result.outputs().stream()
                .map(output -> new OutputColumn(output, TensorElements.of(output, form), List.of()))
                .toList();
    }

    /** Without those that are scalars. */
    static List<OutputColumn> withRows(List<OutputColumn> columns) {
        return columns.stream().filter(column -> column.dims.length > 0).toList();
    }

    /** The rows of all outputs must be those of the request. */
    static void checkRows(List<OutputColumn> columns, long rows) throws RequestException {
        for (OutputColumn column : columns) {
            if (column.rows() != rows) {
                throw RequestException.unsupported(
                        "Output '%s' has %d rows for %d instances; use the V2 protocol for this model.",
                        column.name(), column.rows(), rows);
            }
        }
    }

    /** The same where whole numbers are written as the names of classes. */
    OutputColumn named(List<String> labels) {
        return output.spec().datatype() == DataType.BYTES ? this : new OutputColumn(output, elements, labels);
    }

    String name() {
        return output.spec().name();
    }

    long rows() {
        return dims.length == 0 ? -1 : dims[0];
    }

    /** The row's tensor. */
    void row(JsonGenerator json, int row) throws IOException {
        next = row * width();
        nested(json, 1);
    }

    /** The row's tensor, or its only element. */
    void value(JsonGenerator json, int row) throws IOException {
        if (width() != 1) {
            row(json, row);
            return;
        }
        if (!names.isEmpty()) {
            double index = ElementValues.of(output).get(row);
            if (index >= 0 && index < names.size()) {
                json.writeString(names.get((int) index));
                return;
            }
        }
        elements.write(json, row);
    }

    /** The whole tensor. */
    void whole(JsonGenerator json) throws IOException {
        next = 0;
        nested(json, 0);
    }

    private int width() {
        int width = 1;
        for (int i = 1; i < dims.length; i++) {
            width *= (int) dims[i];
        }
        return width;
    }

    private void nested(JsonGenerator json, int depth) throws IOException {
        if (depth == dims.length) {
            elements.write(json, next++);
            return;
        }
        json.writeStartArray();
        for (long i = 0; i < dims[depth]; i++) {
            nested(json, depth + 1);
        }
        json.writeEndArray();
    }
}

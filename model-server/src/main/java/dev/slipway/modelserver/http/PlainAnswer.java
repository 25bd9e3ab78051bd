package dev.slipway.modelserver.http;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.slipway.modelserver.inference.ClassLabels;
import dev.slipway.modelserver.inference.ExplainedRow;
import dev.slipway.modelserver.inference.Explanation;
import dev.slipway.modelserver.inference.RequestException;
import dev.slipway.modelserver.json.NonFinite;
import dev.slipway.modelserver.onnx.DataType;
import dev.slipway.modelserver.onnx.InferenceResult;
import dev.slipway.modelserver.onnx.ModelSignature;
import dev.slipway.modelserver.onnx.OutputTensor;
import dev.slipway.modelserver.onnx.TensorSpec;
import dev.slipway.workload.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The answer of the plain form: for each row {@code prediction} and, where the model gives probabilities,
 * {@code confidence}, the highest of them.
 *
 * <p>The prediction is the model's class where it gives one, by its declared name where it has one; else the class of
 * the highest probability; else the row of the only output, or an object of all outputs.
 */
final class PlainAnswer {
    private final List<OutputColumn> outputs;
    private final @Nullable OutputColumn label;
    private final @Nullable Probabilities probabilities;
    private final NonFinite form;

    private PlainAnswer(
            List<OutputColumn> outputs,
            @Nullable OutputColumn label,
            @Nullable Probabilities probabilities,
            NonFinite form) {
        this.form = form;
        this.outputs = outputs;
        this.label = label;
        this.probabilities = probabilities;
    }

    /** Knows a model; writes its answers. */
    static final class Writer {
        private final String model;
        private final ClassLabels labels;
        private final boolean scalars;
        private final @Nullable String label;
        private final @Nullable String probabilities;

        Writer(String model, ModelSignature signature, ClassLabels labels) {
            this.model = model;
            this.labels = labels;
            this.scalars = signature.takesScalars();
            this.label = label(signature);
            this.probabilities = probabilities(signature, labels);
        }

        /** Whole numbers or texts, one a row, beside other outputs. */
        private static @Nullable String label(ModelSignature signature) {
            for (TensorSpec output : signature.outputs()) {
                DataType type = output.datatype();
                boolean one = output.shape().size() == 1
                        || (output.shape().size() == 2 && output.shape().get(1) == 1);
                boolean named = type == DataType.BYTES || type == DataType.INT64 || type == DataType.INT32;
                if (one && named && signature.outputs().size() > 1) {
                    return output.name();
                }
            }
            return null;
        }

        private static @Nullable String probabilities(ModelSignature signature, ClassLabels labels) {
            for (TensorSpec output : signature.outputs()) {
                boolean floating = output.datatype() == DataType.FP32 || output.datatype() == DataType.FP64;
                boolean classes = output.name().contains("prob")
                        || !labels.of(output.name()).isEmpty();
                if (floating && output.shape().size() == 2 && classes) {
                    return output.name();
                }
            }
            return null;
        }

        byte[] write(
                long rows, boolean batch, InferenceResult result, Optional<Explanation> explanation, NonFinite form)
                throws RequestException, IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
            PlainAnswer answer = answer(rows, result, form);
            try (JsonGenerator json = Json.FACTORY.createGenerator(bytes)) {
                json.writeStartObject();
                if (batch) {
                    json.writeArrayFieldStart("predictions");
                    for (int row = 0; row < rows; row++) {
                        json.writeStartObject();
                        answer.row(json, row, explanation);
                        json.writeEndObject();
                    }
                    json.writeEndArray();
                } else {
                    answer.row(json, 0, explanation);
                }
                json.writeStringField("model_name", model);
                json.writeStringField("model_version", ModelRoutes.VERSION);
                json.writeEndObject();
            }
            return bytes.toByteArray();
        }

        private PlainAnswer answer(long rows, InferenceResult result, NonFinite form) throws RequestException {
            List<OutputColumn> columns = OutputColumn.of(result, form);
            OutputColumn.checkRows(scalars ? OutputColumn.withRows(columns) : columns, rows);
            @Nullable OutputColumn classes = null;
            @Nullable Probabilities best = null;
            for (int i = 0; i < columns.size(); i++) {
                OutputTensor output = result.outputs().get(i);
                String name = output.spec().name();
                if (name.equals(label)) {
                    classes = columns.get(i).named(labels.of(name));
                }
                if (name.equals(probabilities)) {
                    best = Probabilities.of(output, labels.of(name), labels.areNumbers(name));
                }
            }
            return new PlainAnswer(columns, classes, best, form);
        }
    }

    private void row(JsonGenerator json, int row, Optional<Explanation> explanation)
            throws RequestException, IOException {
        Probabilities.@Nullable Best best = probabilities == null ? null : probabilities.best(row);
        json.writeFieldName("prediction");
        if (label != null) {
            label.value(json, row);
        } else if (best != null) {
            best.writeClass(json);
        } else if (outputs.size() == 1) {
            outputs.getFirst().value(json, row);
        } else {
            json.writeStartObject();
            for (OutputColumn output : outputs) {
                json.writeFieldName(output.name());
                output.value(json, row);
            }
            json.writeEndObject();
        }
        if (best != null) {
            json.writeNumberField("confidence", best.probability());
        }
        if (explanation.isPresent()) {
            ExplainedRow explained = new ExplainedRow(explanation.get(), row, form);
            explained.importance(json);
            json.writeObjectFieldStart("explanation");
            explained.method(json);
            json.writeEndObject();
        }
    }
}

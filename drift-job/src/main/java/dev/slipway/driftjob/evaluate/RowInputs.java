package dev.slipway.driftjob.evaluate;

import dev.slipway.driftjob.read.Batch;
import dev.slipway.driftjob.read.ColumnData;
import dev.slipway.driftjob.read.ColumnType;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.json.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Columns as a model's inputs: one matrix of all feature columns in order, or one input a column by name. A null is NaN; the
 * empty text where the input is of texts.
 */
final class RowInputs {
    private final Model model;
    private final List<String> features;
    private final boolean matrix;

    /**
     * @param features columns in the model's order
     */
    RowInputs(Model model, List<String> features) throws FailureException {
        this.model = model;
        this.features = features;
        List<Model.Spec> inputs = model.inputs();
        if (inputs.isEmpty()) {
            throw OnnxFileModel.invalid(model.identity(), "it has no inputs");
        }
        Model.Spec first = inputs.getFirst();
        boolean wide = first.shape().length == 2 && first.shape()[1] != 1;
        this.matrix = inputs.size() == 1 && (wide || features.size() > 1 || !features.contains(first.name()));
        if (matrix) {
            long width = first.shape().length == 2 ? first.shape()[1] : -2;
            if (width != -1 && width != features.size()) {
                throw OnnxFileModel.invalid(
                        model.identity(),
                        "it takes " + (width < 0 ? "something else than rows" : width + " columns")
                                + " and the data has " + features.size() + " (" + shortened(features)
                                + "); set features");
            }
        } else {
            for (Model.Spec input : inputs) {
                if (!features.contains(input.name())) {
                    throw OnnxFileModel.invalid(
                            model.identity(), "its input " + input.name() + " is no column of the data; set features");
                }
            }
        }
    }

    private static String shortened(List<String> names) {
        return JsonText.shortened(String.join(", ", names), 80);
    }

    /** Tensors for the rows of a batch, which has the features among its columns. */
    List<Tensor> of(Batch batch) throws FailureException {
        List<Tensor> tensors = new ArrayList<>();
        if (matrix) {
            Model.Spec spec = model.inputs().getFirst();
            tensors.add(tensor(spec, batch, features, new long[] {batch.rows(), features.size()}));
            return tensors;
        }
        for (Model.Spec spec : model.inputs()) {
            long[] shape = spec.shape().length == 1 ? new long[] {batch.rows()} : new long[] {batch.rows(), 1};
            tensors.add(tensor(spec, batch, List.of(spec.name()), shape));
        }
        return tensors;
    }

    private Tensor tensor(Model.Spec spec, Batch batch, List<String> columns, long[] shape) throws FailureException {
        int width = columns.size();
        boolean text = spec.datatype().equals("BYTES");
        String[] texts = new String[text ? width * batch.rows() : 0];
        double[] numbers = new double[text ? 0 : width * batch.rows()];
        for (int c = 0; c < width; c++) {
            ColumnData data = column(batch, columns.get(c));
            if (!text && data.type() == ColumnType.TEXT) {
                throw OnnxFileModel.invalid(
                        model.identity(),
                        "it takes numbers, and the column " + columns.get(c) + " is of texts; set features");
            }
            for (int row = 0; row < batch.rows(); row++) {
                if (text) {
                    texts[row * width + c] = text(data, row);
                } else {
                    numbers[row * width + c] = data.isValue(row) ? data.number(row) : Double.NaN;
                }
            }
        }
        return new Tensor(spec.name(), spec.datatype(), shape, text ? texts : numbers);
    }

    static ColumnData column(Batch batch, String name) {
        return batch.columns().stream()
                .filter(c -> c.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    static String text(ColumnData data, int row) {
        if (!data.isValue(row)) {
            return "";
        }
        if (data.type() == ColumnType.TEXT) {
            int from = data.textStart(row);
            return new String(data.textBytes(), from, data.textEnd(row) - from, StandardCharsets.UTF_8);
        }
        if (data.type() == ColumnType.BOOLEAN) {
            return data.number(row) == 1 ? "true" : "false";
        }
        double value = data.number(row);
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.valueOf((long) value)
                : String.valueOf(value);
    }
}

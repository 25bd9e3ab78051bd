package dev.slipway.modelserver.enrichment;

import dev.slipway.modelserver.inference.RequestException;
import dev.slipway.modelserver.onnx.TensorSpec;
import dev.slipway.workload.json.JsonTree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * V2's {@code inputs}. A tensor of the model is passed on as it is; one that is called as a feature or column has one element
 * for each row.
 */
final class TensorRows implements CompletedRows {
    private final int rows;
    private final FeatureInputs inputs;
    private final List<Object> whole;
    private final Map<String, List<Object>> columns;

    private TensorRows(int rows, FeatureInputs inputs, List<Object> whole, Map<String, List<Object>> columns) {
        this.rows = rows;
        this.inputs = inputs;
        this.whole = whole;
        this.columns = columns;
    }

    static TensorRows read(Map<?, ?> body, int entities, FeatureInputs inputs) throws RequestException {
        List<Object> whole = new ArrayList<>();
        Map<String, List<Object>> columns = new LinkedHashMap<>();
        if (body.containsKey("inputs")) {
            if (!(body.get("inputs") instanceof List<?> given)) {
                throw RequestException.badRequest("The field 'inputs' must be a list of tensors.");
            }
            for (Object tensor : given) {
                String name = tensor instanceof Map<?, ?> fields ? String.valueOf(fields.get("name")) : "";
                if (inputs.columns().contains(name)) {
                    columns.put(name, column(name, (Map<?, ?>) tensor, entities));
                } else {
                    whole.add(tensor);
                }
            }
        }
        return new TensorRows(entities, inputs, whole, columns);
    }

    private static List<Object> column(String name, Map<?, ?> tensor, int rows) throws RequestException {
        if (!(tensor.get("data") instanceof List<?> data) || data.size() != rows) {
            throw RequestException.badRequest(
                    "Input '%s' is a column: its 'data' must be a list of %d elements, one for each entity.",
                    name, rows);
        }
        return new ArrayList<>(data);
    }

    @Override
    public int count() {
        return rows;
    }

    @Override
    public boolean has(int row, String name) {
        return isWhole(
                        inputs.columns().isEmpty()
                                ? name
                                : inputs.inputs().getFirst().name())
                || (columns.containsKey(name)
                        && Objects.requireNonNull(columns.get(name)).size() > row);
    }

    private boolean isWhole(String name) {
        return whole.stream().anyMatch(tensor -> tensor instanceof Map<?, ?> fields && name.equals(fields.get("name")));
    }

    @Override
    public void put(int row, String name, Object value) {
        columns.computeIfAbsent(name, column -> new ArrayList<>()).add(value);
    }

    @Override
    public void into(Map<String, Object> body) throws RequestException {
        List<Object> tensors = new ArrayList<>(whole);
        if (inputs.columns().isEmpty()) {
            for (TensorSpec input : inputs.inputs()) {
                if (columns.containsKey(input.name())) {
                    long[] dims = input.shape().size() == 1 ? new long[] {rows} : new long[] {rows, 1};
                    tensors.add(tensor(input, dims, Objects.requireNonNull(columns.get(input.name()))));
                }
            }
        } else if (!isWhole(inputs.inputs().getFirst().name())) {
            tensors.add(tensor(
                    inputs.inputs().getFirst(),
                    new long[] {rows, inputs.columns().size()},
                    rowMajor()));
        }
        body.put("inputs", tensors);
    }

    private List<Object> rowMajor() throws RequestException {
        List<Object> data = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            for (String column : inputs.columns()) {
                List<Object> values = columns.get(column);
                if (values == null) {
                    throw RequestException.badRequest(
                            "The column '%s' is no feature: send it as an input of %d elements.", column, rows);
                }
                data.add(values.get(row));
            }
        }
        return data;
    }

    private static Map<String, Object> tensor(TensorSpec input, long[] dims, List<Object> data) {
        List<Object> shape = new ArrayList<>();
        for (long dim : dims) {
            shape.add(new JsonTree.Numeral(String.valueOf(dim)));
        }
        Map<String, Object> tensor = new LinkedHashMap<>();
        tensor.put("name", input.name());
        tensor.put("shape", shape);
        tensor.put("datatype", input.datatype().name());
        tensor.put("data", data);
        return tensor;
    }
}

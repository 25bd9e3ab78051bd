package dev.slipway.modelserver.enrichment;

import dev.slipway.modelserver.inference.RequestException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The row of {@code POST /predict}. */
final class SingleRow implements CompletedRows {
    private final Map<String, Object> row;

    private SingleRow(Map<String, Object> row) {
        this.row = row;
    }

    static SingleRow read(Map<?, ?> body, int entities) throws RequestException {
        if (entities != 1) {
            throw RequestException.badRequest(
                    "'entity' has %d values; /predict is about one. Use /batch_predict.", entities);
        }
        String field = body.containsKey("instance") ? "instance" : "features";
        return new SingleRow(
                body.containsKey(field) ? InstanceRows.row(body.get(field), field) : new LinkedHashMap<>());
    }

    @Override
    public int count() {
        return 1;
    }

    @Override
    public boolean has(int index, String name) {
        return row.containsKey(name);
    }

    @Override
    public void put(int index, String name, Object value) {
        row.put(name, value);
    }

    @Override
    public void into(Map<String, Object> body) {
        body.put(body.containsKey("instance") ? "instance" : "features", row);
    }
}

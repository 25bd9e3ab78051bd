package dev.slipway.modelserver.enrichment;

import dev.slipway.modelserver.inference.RequestException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** V1's {@code instances}, or none: then there are as many rows as entities. */
final class InstanceRows implements CompletedRows {
    private final List<Map<String, Object>> rows;

    private InstanceRows(List<Map<String, Object>> rows) {
        this.rows = rows;
    }

    static InstanceRows read(Map<?, ?> body, int entities) throws RequestException {
        if (body.containsKey("inputs")) {
            throw RequestException.badRequest(
                    "A request with 'entity' has 'instances' or no rows at all, not 'inputs'.");
        }
        List<Map<String, Object>> rows = new ArrayList<>();
        if (!body.containsKey("instances")) {
            for (int row = 0; row < entities; row++) {
                rows.add(new LinkedHashMap<>());
            }
            return new InstanceRows(rows);
        }
        if (!(body.get("instances") instanceof List<?> instances) || instances.isEmpty()) {
            throw RequestException.badRequest("The field 'instances' must be a list of at least one row.");
        }
        if (entities != 1 && entities != instances.size()) {
            throw RequestException.badRequest(
                    "'entity' has %d values and 'instances' %d rows; it needs one value, or one for each row.",
                    entities, instances.size());
        }
        for (Object instance : instances) {
            rows.add(row(instance, "instances[" + rows.size() + "]"));
        }
        return new InstanceRows(rows);
    }

    /** The fields of a row. */
    static Map<String, Object> row(@Nullable Object row, String where) throws RequestException {
        if (!(row instanceof Map<?, ?> fields)) {
            throw RequestException.badRequest(
                    "With 'entity', %s must be an object with the values that the request brings of its own.", where);
        }
        Map<String, Object> own = new LinkedHashMap<>();
        fields.forEach((name, value) -> own.put(String.valueOf(name), value));
        return own;
    }

    @Override
    public int count() {
        return rows.size();
    }

    @Override
    public boolean has(int row, String name) {
        return rows.get(row).containsKey(name);
    }

    @Override
    public void put(int row, String name, Object value) {
        rows.get(row).put(name, value);
    }

    @Override
    public void into(Map<String, Object> body) {
        body.put("instances", rows);
    }
}

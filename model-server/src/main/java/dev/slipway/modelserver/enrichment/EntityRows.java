package dev.slipway.modelserver.enrichment;

import dev.slipway.modelserver.inference.RequestException;
import dev.slipway.workload.json.JsonText;
import dev.slipway.workload.json.JsonTree;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whom a request is about.
 *
 * @param values a list for each join key, all of one length
 * @param count that length
 */
record EntityRows(Map<String, List<Object>> values, int count) {
    static EntityRows read(Object entity, List<String> keys) throws RequestException {
        if (!(entity instanceof Map<?, ?> given)) {
            throw RequestException.badRequest(
                    "The field 'entity' must be an object with a value or a list of values for %s.",
                    String.join(" and ", keys));
        }
        for (Object key : given.keySet()) {
            if (!keys.contains(String.valueOf(key))) {
                throw RequestException.badRequest(
                        "'entity' has the unknown key '%s'; it takes %s.", key, String.join(", ", keys));
            }
        }
        Map<String, List<Object>> values = new LinkedHashMap<>();
        int count = -1;
        for (String key : keys) {
            List<Object> column = column(key, given.get(key));
            if (count >= 0 && column.size() != count) {
                throw RequestException.badRequest(
                        "'entity' has %d values of '%s' and %d of '%s'; it needs as many of each.",
                        count, keys.getFirst(), column.size(), key);
            }
            count = column.size();
            values.put(key, column);
        }
        return new EntityRows(values, count);
    }

    private static List<Object> column(String key, @Nullable Object value) throws RequestException {
        List<?> column = value instanceof List<?> list ? list : value == null ? List.of() : List.of(value);
        if (column.isEmpty()) {
            throw RequestException.badRequest("'entity' has no value for '%s'.", key);
        }
        for (Object cell : column) {
            if (!(cell instanceof String || cell instanceof JsonTree.Numeral)) {
                throw RequestException.badRequest("'entity.%s' must hold strings or numbers.", key);
            }
        }
        return List.copyOf(column);
    }

    /** One of them, for messages. */
    String described(int row) {
        return values.entrySet().stream()
                .map(entry -> entry.getKey() + " " + shown(entry.getValue().get(row)))
                .collect(Collectors.joining(", "));
    }

    private static String shown(Object value) {
        String text = value instanceof JsonTree.Numeral number ? number.text() : "\"" + value + "\"";
        return JsonText.shortened(text, 64);
    }
}

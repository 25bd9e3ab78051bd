package dev.slipway.router.json;

import dev.slipway.workload.json.JsonText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Features in the bodies of requests: V1 instances that are objects get them as fields, V2 requests as inputs of one value.
 * What a request brings of its own is left alone. The member {@code entity}, which names whom the request is about and belongs
 * to neither protocol, is taken out.
 */
public final class Features {
    private Features() {}

    /** The question to a feature server, in Feast's protocol. The value is a number if it looks like one. */
    public static String question(List<String> references, String entity, String value) {
        List<String> quoted = references.stream().map(JsonText::quote).toList();
        String key = value.matches("-?[0-9]{1,18}") ? value : JsonText.quote(value);
        return "{\"features\":[" + String.join(",", quoted) + "],\"entities\":{" + JsonText.quote(entity) + ":[" + key
                + "]}}";
    }

    /** Values by name out of a feature server's answer, null for those that are missing or too old. */
    public static Map<String, Object> values(byte[] answer, List<String> references) throws IOException {
        Map<String, Object> values = new LinkedHashMap<>();
        if (!(JsonTree.read(answer) instanceof Map<?, ?> document)
                || !(document.get("metadata") instanceof Map<?, ?> metadata)
                || !(metadata.get("feature_names") instanceof List<?> names)
                || !(document.get("results") instanceof List<?> results)) {
            throw new IOException("the feature server's answer has another shape");
        }
        for (int i = 0; i < names.size() && i < results.size(); i++) {
            String name = String.valueOf(names.get(i));
            boolean asked = references.stream().anyMatch(reference -> reference.endsWith(":" + name));
            if (asked
                    && results.get(i) instanceof Map<?, ?> column
                    && column.get("values") instanceof List<?> cells
                    && column.get("statuses") instanceof List<?> statuses
                    && !cells.isEmpty()) {
                boolean present = !statuses.isEmpty() && "PRESENT".equals(statuses.getFirst());
                values.put(name, present ? cells.getFirst() : JsonTree.Absent.NULL);
            }
        }
        return values;
    }

    /** The request with its features. */
    public static byte[] into(byte[] request, Map<String, Object> features) throws IOException {
        if (!(JsonTree.read(request) instanceof Map<?, ?> document)) {
            throw new IOException("the request is no object");
        }
        Map<String, Object> body = new LinkedHashMap<>();
        document.forEach((name, value) -> body.put(String.valueOf(name), value));
        body.remove("entity");
        if (body.get("instances") instanceof List<?> instances) {
            body.put(
                    "instances",
                    instances.stream().map(row -> row(row, features)).toList());
        } else if (body.get("inputs") instanceof List<?> inputs) {
            body.put("inputs", inputs(inputs, features));
        } else {
            throw new IOException("the request has neither instances nor inputs");
        }
        return JsonTree.write(body);
    }

    private static Object row(Object row, Map<String, Object> features) {
        if (!(row instanceof Map<?, ?> fields)) {
            return row;
        }
        Map<String, Object> enriched = new LinkedHashMap<>(features);
        fields.forEach((name, value) -> enriched.put(String.valueOf(name), value));
        return enriched;
    }

    private static List<Object> inputs(List<?> inputs, Map<String, Object> features) {
        List<Object> all = new ArrayList<>(inputs);
        List<Object> known = new ArrayList<>();
        inputs.forEach(input -> known.add(input instanceof Map<?, ?> tensor ? String.valueOf(tensor.get("name")) : ""));
        features.forEach((name, value) -> {
            if (!known.contains(name)) {
                String type = type(value);
                Map<String, Object> tensor = new LinkedHashMap<>();
                tensor.put("name", name);
                tensor.put("shape", List.of(1, 1));
                tensor.put("datatype", type);
                tensor.put("data", List.of(value));
                all.add(tensor);
            }
        });
        return all;
    }

    private static String type(Object value) {
        return switch (value) {
            case String ignored -> "BYTES";
            case Boolean ignored -> "BOOL";
            case JsonTree.Numeral number -> number.whole() ? "INT64" : "FP64";
            default -> "FP64";
        };
    }
}

package dev.slipway.router.json;

import dev.slipway.workload.features.OnlineAnswer;
import dev.slipway.workload.features.OnlineQuestion;
import dev.slipway.workload.json.JsonTree;
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
    public static byte[] question(List<String> references, String entity, String value) {
        Object key = value.matches("-?[0-9]{1,18}") ? new JsonTree.Numeral(value) : value;
        return new OnlineQuestion(references).about(Map.of(entity, List.of(key)));
    }

    /** Values by name out of a feature server's answer, null for those that are missing or too old. */
    public static Map<String, Object> values(byte[] answer, List<String> references) throws IOException {
        List<String> names = new OnlineQuestion(references).names();
        OnlineAnswer read = OnlineAnswer.read(answer, names, 1);
        Map<String, Object> values = new LinkedHashMap<>();
        names.forEach(name -> values.put(name, read.value(name, 0)));
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

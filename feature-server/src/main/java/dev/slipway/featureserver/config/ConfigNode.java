package dev.slipway.featureserver.config;

import dev.slipway.featureserver.failure.FailureException;
import dev.slipway.featureserver.failure.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An object of the configuration and its place in the document, so that every complaint names the JSON path and the
 * value.
 */
final class ConfigNode {
    private static final int SHOWN = 60;

    private final String path;
    private final Map<String, Object> fields;

    private ConfigNode(String path, Map<String, Object> fields) {
        this.path = path;
        this.fields = fields;
    }

    static ConfigNode root(Object document) throws FailureException {
        return of("$", document);
    }

    @SuppressWarnings("unchecked")
    private static ConfigNode of(String path, Object value) throws FailureException {
        if (value instanceof Map<?, ?> map) {
            return new ConfigNode(path, (Map<String, Object>) map);
        }
        throw invalid(path, value, "an object");
    }

    /** Refuses fields that this version does not know: a misspelt field must not be ignored. */
    ConfigNode only(String... known) throws FailureException {
        Set<String> allowed = Set.of(known);
        for (String field : fields.keySet()) {
            if (!allowed.contains(field)) {
                throw new FailureException(
                        Reason.InvalidConfig,
                        "The configuration has the unknown field %s.%s; known here: %s."
                                .formatted(path, field, String.join(", ", known)));
            }
        }
        return this;
    }

    String string(String field) throws FailureException {
        return optionalString(field).orElseThrow(() -> missing(field));
    }

    Optional<String> optionalString(String field) throws FailureException {
        Object value = fields.get(field);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof String text && !text.isEmpty()) {
            return Optional.of(text);
        }
        throw invalid(path + "." + field, value, "a string that is not empty");
    }

    boolean bool(String field, boolean otherwise) throws FailureException {
        Object value = fields.get(field);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw invalid(path + "." + field, value, "true or false");
    }

    int integer(String field, int otherwise, int min, int max) throws FailureException {
        Object value = fields.get(field);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Long number && number >= min && number <= max) {
            return number.intValue();
        }
        throw invalid(path + "." + field, value, "a whole number from " + min + " to " + max);
    }

    Optional<ConfigNode> object(String field) throws FailureException {
        Object value = fields.get(field);
        return value == null ? Optional.empty() : Optional.of(of(path + "." + field, value));
    }

    List<ConfigNode> objects(String field) throws FailureException {
        List<ConfigNode> nodes = new ArrayList<>();
        List<?> values = list(field);
        for (int i = 0; i < values.size(); i++) {
            nodes.add(of(path + "." + field + "[" + i + "]", values.get(i)));
        }
        return nodes;
    }

    List<String> strings(String field) throws FailureException {
        List<String> strings = new ArrayList<>();
        for (Object value : list(field)) {
            if (!(value instanceof String text)) {
                throw invalid(path + "." + field, value, "a list of strings");
            }
            strings.add(text);
        }
        return strings;
    }

    Optional<Double> number(String field) throws FailureException {
        Object value = fields.get(field);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Number number) {
            return Optional.of(number.doubleValue());
        }
        throw invalid(path + "." + field, value, "a number");
    }

    /** A duration of the API: numbers with units, as 1h30m or 500ms. */
    Duration duration(String field, Duration otherwise) throws FailureException {
        Optional<String> text = optionalString(field);
        if (text.isEmpty()) {
            return otherwise;
        }
        return Durations.parse(text.get()).orElseThrow(() -> refuse(field, "a duration as 24h, 1h30m or 500ms"));
    }

    <E extends Enum<E>> E oneOf(String field, E otherwise) throws FailureException {
        Optional<String> text = optionalString(field);
        if (text.isEmpty()) {
            return otherwise;
        }
        E[] values = otherwise.getDeclaringClass().getEnumConstants();
        return Arrays.stream(values)
                .filter(value -> value.name().equals(text.get()))
                .findFirst()
                .orElseThrow(() -> refuse(field, "one of " + Arrays.toString(values)));
    }

    Map<String, String> stringMap(String field) throws FailureException {
        Optional<ConfigNode> node = object(field);
        Map<String, String> strings = new LinkedHashMap<>();
        if (node.isPresent()) {
            for (String name : node.get().fields.keySet()) {
                strings.put(name, node.get().string(name));
            }
        }
        return Map.copyOf(strings);
    }

    boolean has(String field) {
        return fields.get(field) != null;
    }

    FailureException refuse(String field, String expected) {
        Object value = fields.get(field);
        return value == null ? missing(field) : invalid(path + "." + field, value, expected);
    }

    private List<?> list(String field) throws FailureException {
        Object value = fields.get(field);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list) {
            return list;
        }
        throw invalid(path + "." + field, value, "a list");
    }

    private FailureException missing(String field) {
        return new FailureException(Reason.InvalidConfig, "The configuration lacks %s.%s.".formatted(path, field));
    }

    private static FailureException invalid(String path, Object value, String expected) {
        return new FailureException(
                Reason.InvalidConfig,
                "The configuration's %s is %s; it must be %s.".formatted(path, shorten(value), expected));
    }

    private static String shorten(Object value) {
        String text = value instanceof String string ? "\"" + string + "\"" : String.valueOf(value);
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}

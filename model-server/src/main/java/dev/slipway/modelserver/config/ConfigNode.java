package dev.slipway.modelserver.config;

import dev.slipway.modelserver.failure.FailureException;
import dev.slipway.modelserver.failure.Reason;
import java.util.ArrayList;
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

    /** A document with the two fields that the command line gives. */
    static Map<String, Object> completed(Object document, String name, String uri) throws FailureException {
        ConfigNode settings = root(document);
        Map<String, Object> whole = new LinkedHashMap<>(settings.fields);
        Map<String, Object> model = new LinkedHashMap<>();
        Optional<ConfigNode> given = settings.object("model");
        given.ifPresent(fields -> model.putAll(fields.fields));
        for (String twice : List.of("$.name", "$.model.uri")) {
            boolean there = twice.equals("$.name") ? whole.containsKey("name") : model.containsKey("uri");
            if (there) {
                throw new FailureException(
                        Reason.InvalidConfig,
                        "The configuration has %s, which the command line gives (--name, --model); leave it out."
                                .formatted(twice));
            }
        }
        whole.put("name", name);
        model.put("uri", uri);
        whole.put("model", model);
        return whole;
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

    long longInteger(String field, long otherwise, long min) throws FailureException {
        Object value = fields.get(field);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Long number && number >= min) {
            return number;
        }
        throw invalid(path + "." + field, value, "a whole number from " + min);
    }

    double share(String field, double otherwise) throws FailureException {
        Object value = fields.get(field);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Number number && number.doubleValue() >= 0 && number.doubleValue() <= 1) {
            return number.doubleValue();
        }
        throw invalid(path + "." + field, value, "a number from 0 to 1");
    }

    /** A number that is not negative. */
    double number(String field, double otherwise) throws FailureException {
        Object value = fields.get(field);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Number number && number.doubleValue() >= 0) {
            return number.doubleValue();
        }
        throw invalid(path + "." + field, value, "a number from 0");
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

    List<Long> dimensions(String field) throws FailureException {
        List<Long> dimensions = new ArrayList<>();
        for (Object value : list(field)) {
            if (!(value instanceof Long number) || number < -1) {
                throw invalid(path + "." + field, value, "a list of whole numbers from -1");
            }
            dimensions.add(number);
        }
        return dimensions;
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

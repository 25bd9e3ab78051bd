package dev.slipway.driftjob.run;

import java.util.ArrayList;
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

    static ConfigNode root(Object document) throws ConfigException {
        return of("$", document);
    }

    @SuppressWarnings("unchecked")
    private static ConfigNode of(String path, Object value) throws ConfigException {
        if (value instanceof Map<?, ?> map) {
            return new ConfigNode(path, (Map<String, Object>) map);
        }
        throw invalid(path, value, "an object");
    }

    /** Refuses fields that this version does not know: a misspelt field must not be ignored. */
    ConfigNode only(String... known) throws ConfigException {
        Set<String> allowed = Set.of(known);
        for (String field : fields.keySet()) {
            if (!allowed.contains(field)) {
                throw new ConfigException("The configuration has the unknown field %s.%s; known here: %s."
                        .formatted(path, field, String.join(", ", known)));
            }
        }
        return this;
    }

    String string(String field) throws ConfigException {
        return optionalString(field).orElseThrow(() -> missing(field));
    }

    Optional<String> optionalString(String field) throws ConfigException {
        Object value = fields.get(field);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof String text && !text.isEmpty()) {
            return Optional.of(text);
        }
        throw invalid(path + "." + field, value, "a string that is not empty");
    }

    boolean bool(String field, boolean otherwise) throws ConfigException {
        Object value = fields.get(field);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw invalid(path + "." + field, value, "true or false");
    }

    int integer(String field, int otherwise, int min, int max) throws ConfigException {
        Object value = fields.get(field);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Long number && number >= min && number <= max) {
            return number.intValue();
        }
        throw invalid(path + "." + field, value, "a whole number from " + min + " to " + max);
    }

    /** A number that is not negative. */
    double number(String field, double otherwise) throws ConfigException {
        Object value = fields.get(field);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Number number && number.doubleValue() >= 0) {
            return number.doubleValue();
        }
        throw invalid(path + "." + field, value, "a number from 0");
    }

    Optional<ConfigNode> object(String field) throws ConfigException {
        Object value = fields.get(field);
        return value == null ? Optional.empty() : Optional.of(of(path + "." + field, value));
    }

    List<ConfigNode> objects(String field) throws ConfigException {
        List<ConfigNode> nodes = new ArrayList<>();
        List<?> values = list(field);
        for (int i = 0; i < values.size(); i++) {
            nodes.add(of(path + "." + field + "[" + i + "]", values.get(i)));
        }
        return nodes;
    }

    List<String> strings(String field) throws ConfigException {
        List<String> strings = new ArrayList<>();
        for (Object value : list(field)) {
            if (!(value instanceof String text)) {
                throw invalid(path + "." + field, value, "a list of strings");
            }
            strings.add(text);
        }
        return strings;
    }

    double number(String field, double otherwise, double min, double max) throws ConfigException {
        Object value = fields.get(field);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Number number && number.doubleValue() >= min && number.doubleValue() <= max) {
            return number.doubleValue();
        }
        throw invalid(path + "." + field, value, "a number from " + min + " to " + max);
    }

    <E extends Enum<E>> E choice(String field, Class<E> type, E otherwise) throws ConfigException {
        Object value = fields.get(field);
        if (value == null) {
            return otherwise;
        }
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(value)) {
                return constant;
            }
        }
        throw invalid(path + "." + field, value, "one of " + List.of(type.getEnumConstants()));
    }

    private List<?> list(String field) throws ConfigException {
        Object value = fields.get(field);
        if (value == null) {
            return List.of();
        }
        if (value instanceof List<?> list) {
            return list;
        }
        throw invalid(path + "." + field, value, "a list");
    }

    private ConfigException missing(String field) {
        return new ConfigException("The configuration lacks %s.%s.".formatted(path, field));
    }

    private static ConfigException invalid(String path, Object value, String expected) {
        return new ConfigException(
                "The configuration's %s is %s; it must be %s.".formatted(path, shorten(value), expected));
    }

    private static String shorten(Object value) {
        String text = value instanceof String string ? "\"" + string + "\"" : String.valueOf(value);
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
    }
}

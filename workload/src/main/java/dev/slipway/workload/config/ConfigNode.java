package dev.slipway.workload.config;

import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.json.JsonText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * An object of the configuration and its place in the document, so that every complaint names the JSON path and the
 * value.
 */
public final class ConfigNode {
    private static final int SHOWN = 60;

    /** A document without fields, for who reads an absent object as one of defaults. */
    public static final ConfigNode NONE = new ConfigNode("$", Map.of());

    private final String path;
    private final Map<String, Object> fields;

    private ConfigNode(String path, Map<String, Object> fields) {
        this.path = path;
        this.fields = fields;
    }

    /** The whole document. */
    public static ConfigNode root(Object document) throws FailureException {
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
    public ConfigNode only(String... known) throws FailureException {
        Set<String> allowed = Set.of(known);
        for (String field : fields.keySet()) {
            if (!allowed.contains(field)) {
                throw new FailureException(
                        CommonReason.InvalidConfig,
                        "The configuration has the unknown field %s.%s; known here: %s."
                                .formatted(path, field, String.join(", ", known)));
            }
        }
        return this;
    }

    /** A string that must be there. */
    public String string(String field) throws FailureException {
        return optionalString(field).orElseThrow(() -> missing(field));
    }

    /** A string that is not empty; empty where the field is absent. */
    public Optional<String> optionalString(String field) throws FailureException {
        Object value = fields.get(field);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof String text && !text.isEmpty()) {
            return Optional.of(text);
        }
        throw invalid(path + "." + field, value, "a string that is not empty");
    }

    /** True or false. */
    public boolean bool(String field, boolean otherwise) throws FailureException {
        Object value = fields.get(field);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        throw invalid(path + "." + field, value, "true or false");
    }

    /** A whole number within bounds. */
    public int integer(String field, int otherwise, int min, int max) throws FailureException {
        Object value = fields.get(field);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Long number && number >= min && number <= max) {
            return number.intValue();
        }
        throw invalid(path + "." + field, value, "a whole number from " + min + " to " + max);
    }

    /** A whole number from {@code min}. */
    public long longInteger(String field, long otherwise, long min) throws FailureException {
        Object value = fields.get(field);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Long number && number >= min) {
            return number;
        }
        throw invalid(path + "." + field, value, "a whole number from " + min);
    }

    /** A number; empty where the field is absent. */
    public Optional<Double> optionalNumber(String field) throws FailureException {
        Object value = fields.get(field);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof Number number) {
            return Optional.of(number.doubleValue());
        }
        throw invalid(path + "." + field, value, "a number");
    }

    /** A number from {@code min} to {@code max}, where max may be infinite. */
    public double number(String field, double otherwise, double min, double max) throws FailureException {
        Object value = fields.get(field);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Number number && number.doubleValue() >= min && number.doubleValue() <= max) {
            return number.doubleValue();
        }
        String from = "a number from " + plain(min);
        throw invalid(path + "." + field, value, Double.isInfinite(max) ? from : from + " to " + plain(max));
    }

    /** An object; empty where the field is absent. */
    public Optional<ConfigNode> object(String field) throws FailureException {
        Object value = fields.get(field);
        return value == null ? Optional.empty() : Optional.of(of(path + "." + field, value));
    }

    /** A list of objects; empty where the field is absent. */
    public List<ConfigNode> objects(String field) throws FailureException {
        List<ConfigNode> nodes = new ArrayList<>();
        List<?> values = list(field);
        for (int i = 0; i < values.size(); i++) {
            nodes.add(of(path + "." + field + "[" + i + "]", values.get(i)));
        }
        return nodes;
    }

    /** A list of strings; empty where the field is absent. */
    public List<String> strings(String field) throws FailureException {
        List<String> strings = new ArrayList<>();
        for (Object value : list(field)) {
            if (!(value instanceof String text)) {
                throw invalid(path + "." + field, value, "a list of strings");
            }
            strings.add(text);
        }
        return strings;
    }

    /** Whole numbers, none smaller than {@code min}; empty where the field is absent. */
    public List<Long> integers(String field, long min) throws FailureException {
        List<Long> numbers = new ArrayList<>();
        for (Object value : list(field)) {
            if (!(value instanceof Long number) || number < min) {
                throw invalid(path + "." + field, value, "a list of whole numbers from " + min);
            }
            numbers.add(number);
        }
        return numbers;
    }

    /** An object whose values are all strings; empty where the field is absent. */
    public Map<String, String> stringMap(String field) throws FailureException {
        Optional<ConfigNode> node = object(field);
        Map<String, String> strings = new LinkedHashMap<>();
        if (node.isPresent()) {
            for (String name : node.get().fields.keySet()) {
                strings.put(name, node.get().string(name));
            }
        }
        return Map.copyOf(strings);
    }

    /** A duration of the API: numbers with units, as 1h30m or 500ms. */
    public Duration duration(String field, Duration otherwise) throws FailureException {
        Optional<String> text = optionalString(field);
        if (text.isEmpty()) {
            return otherwise;
        }
        return Durations.parse(text.get()).orElseThrow(() -> refuse(field, "a duration as 24h, 1h30m or 500ms"));
    }

    /** A constant of the default's enum, by its name. */
    public <E extends Enum<E>> E oneOf(String field, E otherwise) throws FailureException {
        Object value = fields.get(field);
        if (value == null) {
            return otherwise;
        }
        List<E> values = List.of(otherwise.getDeclaringClass().getEnumConstants());
        return values.stream()
                .filter(constant -> constant.name().equals(value))
                .findFirst()
                .orElseThrow(() -> invalid(path + "." + field, value, "one of " + values));
    }

    /** The fields as {@code JsonDocument} reads them, for who makes another document of this one. */
    public Map<String, Object> fields() {
        return Collections.unmodifiableMap(fields);
    }

    /** Whether the field is there. */
    public boolean has(String field) {
        return fields.get(field) != null;
    }

    /** The failure that says what the field is and what it must be. */
    public FailureException refuse(String field, String expected) {
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
        return new FailureException(
                CommonReason.InvalidConfig, "The configuration lacks %s.%s.".formatted(path, field));
    }

    private static FailureException invalid(String path, Object value, String expected) {
        return new FailureException(
                CommonReason.InvalidConfig,
                "The configuration's %s is %s; it must be %s.".formatted(path, shorten(value), expected));
    }

    private static String plain(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e9
                ? Long.toString((long) number)
                : Double.toString(number);
    }

    private static String shorten(Object value) {
        String text = value instanceof String string ? "\"" + string + "\"" : String.valueOf(value);
        return JsonText.shortened(text, SHOWN);
    }
}

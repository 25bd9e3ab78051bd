package dev.slipway.featureserver.cells;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.slipway.featureserver.codec.ByteSink;
import dev.slipway.featureserver.codec.ValueEncoder;
import dev.slipway.featureserver.codec.ValueType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Values whose types the JSON itself says: the members of a Map or Struct, the elements of a list of values. The types
 * are those that Feast infers (type_map.py of Feast 0.67): whole numbers are INT64, others DOUBLE, an array is the list of
 * what its elements are. What Feast cannot infer (an empty array, elements of several types) is a list of values.
 */
final class NestedCells {
    /** As deep as values are served. */
    private static final int MAX_DEPTH = 16;

    private static final double EXACT = 0x1p53;

    private NestedCells() {}

    /** Writes the content of a Map: an object, or a string that holds one as Feast's remote client sends it. */
    static void map(ByteSink out, JsonParser in) throws IOException, CellException {
        Object node = in.currentToken() == JsonToken.VALUE_STRING ? parsed(in) : node(in);
        if (!(node instanceof Map<?, ?> map)) {
            throw JsonScalars.refuse(in, "an object");
        }
        map(out, map, 0);
    }

    /** Writes the content of a Value; nothing for null. */
    static void value(ByteSink out, JsonParser in) throws IOException, CellException {
        value(out, node(in), 0);
    }

    private static Object parsed(JsonParser in) throws IOException, CellException {
        byte[] text = in.getText().getBytes(StandardCharsets.UTF_8);
        try (JsonParser inner = RequestJson.parser(text, 0, text.length)) {
            Object node = inner.nextToken() == null ? null : node(inner);
            if (node != null && inner.nextToken() == null) {
                return node;
            }
        } catch (IOException e) {
            // Told below with the text itself.
        }
        throw JsonScalars.refuse(in, "an object");
    }

    private static @Nullable Object node(JsonParser in) throws IOException, CellException {
        return switch (in.currentToken()) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> members = new LinkedHashMap<>();
                while (in.nextToken() != JsonToken.END_OBJECT) {
                    String name = in.currentName();
                    in.nextToken();
                    members.put(name, node(in));
                }
                yield members;
            }
            case START_ARRAY -> {
                List<@Nullable Object> elements = new ArrayList<>();
                while (in.nextToken() != JsonToken.END_ARRAY) {
                    elements.add(node(in));
                }
                yield elements;
            }
            case VALUE_STRING -> in.getText();
            case VALUE_NUMBER_INT -> JsonScalars.whole(in, Long.MIN_VALUE, Long.MAX_VALUE);
            case VALUE_NUMBER_FLOAT -> JsonScalars.binary64(in);
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> null;
        };
    }

    private static void map(ByteSink out, Map<?, ?> members, int depth) throws CellException {
        for (Map.Entry<?, ?> member : members.entrySet()) {
            int entry = out.length();
            byte[] name = String.valueOf(member.getKey()).getBytes(StandardCharsets.UTF_8);
            ValueEncoder.element(out, name, 0, name.length);
            int content = out.length();
            value(out, member.getValue(), depth + 1);
            out.wrap(content, 2);
            out.wrap(entry, 1);
        }
    }

    private static void value(ByteSink out, @Nullable Object node, int depth) throws CellException {
        if (depth > MAX_DEPTH) {
            throw new CellException("values are nested deeper than " + MAX_DEPTH);
        }
        int from = out.length();
        switch (node) {
            case null -> {}
            case String text -> {
                byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
                ValueEncoder.delimited(out, ValueType.STRING, utf8, 0, utf8.length);
            }
            case Long whole -> ValueEncoder.whole(out, ValueType.INT64, whole);
            case Double number -> ValueEncoder.binary64(out, ValueType.DOUBLE, number);
            case Boolean truth -> ValueEncoder.whole(out, ValueType.BOOL, truth ? 1 : 0);
            case Map<?, ?> members -> {
                map(out, members, depth);
                out.wrap(from, ValueType.MAP.number());
            }
            case List<?> elements -> {
                ValueType type = listOf(elements);
                for (Object element : elements) {
                    element(out, type, element, depth);
                }
                ValueEncoder.endList(out, type, from);
            }
            default -> throw new IllegalStateException("no JSON is a " + node.getClass());
        }
    }

    private static void element(ByteSink out, ValueType list, @Nullable Object node, int depth) throws CellException {
        int from = out.length();
        switch (list.element()) {
            case STRING -> {
                byte[] utf8 = String.valueOf(node).getBytes(StandardCharsets.UTF_8);
                ValueEncoder.element(out, utf8, 0, utf8.length);
            }
            case INT64 -> out.varint(number(node).longValue());
            case DOUBLE -> out.int64(Double.doubleToRawLongBits(number(node).doubleValue()));
            case BOOL -> out.varint(Boolean.TRUE.equals(node) ? 1 : 0);
            case MAP -> {
                map(out, (Map<?, ?>) Objects.requireNonNull(node), depth + 1);
                out.wrap(from, 1);
            }
            default -> {
                value(out, node, depth + 1);
                out.wrap(from, 1);
            }
        }
    }

    private static Number number(@Nullable Object node) {
        return (Number) Objects.requireNonNull(node);
    }

    private static ValueType listOf(List<?> elements) {
        if (elements.isEmpty()) {
            return ValueType.VALUE_LIST;
        }
        if (elements.stream().allMatch(String.class::isInstance)) {
            return ValueType.STRING_LIST;
        }
        if (elements.stream().allMatch(Long.class::isInstance)) {
            return ValueType.INT64_LIST;
        }
        if (elements.stream().allMatch(NestedCells::exactDouble)) {
            return ValueType.DOUBLE_LIST;
        }
        if (elements.stream().allMatch(Boolean.class::isInstance)) {
            return ValueType.BOOL_LIST;
        }
        return elements.stream().allMatch(Map.class::isInstance) ? ValueType.MAP_LIST : ValueType.VALUE_LIST;
    }

    private static boolean exactDouble(@Nullable Object node) {
        return node instanceof Double || (node instanceof Long whole && Math.abs((double) whole) <= EXACT);
    }
}

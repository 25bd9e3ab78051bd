package dev.slipway.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What one JSON document has and another lacks; the other may have more, such as defaults. */
final class Loss {
    private final List<String> found = new ArrayList<>();

    private Loss() {}

    static List<String> between(String path, JsonNode before, JsonNode after) {
        var loss = new Loss();
        loss.compare(path, before, after);
        return loss.found;
    }

    private void compare(String path, JsonNode before, JsonNode after) {
        if (before.isObject() && after.isObject()) {
            before.properties()
                    .forEach(field ->
                            compare(path + "." + field.getKey(), field.getValue(), after.path(field.getKey())));
        } else if (before.isArray() && after.isArray() && before.size() == after.size()) {
            for (var i = 0; i < before.size(); i++) {
                compare(path + "[" + i + "]", before.path(i), after.path(i));
            }
        } else if (!equal(before, after)) {
            found.add(path + " was " + before + " and is " + after);
        }
    }

    private static boolean equal(JsonNode before, JsonNode after) {
        return (before.isNumber() && after.isNumber())
                ? before.decimalValue().compareTo(after.decimalValue()) == 0
                : before.equals(after);
    }
}

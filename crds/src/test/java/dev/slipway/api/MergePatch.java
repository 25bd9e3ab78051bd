package dev.slipway.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** JSON merge patch (RFC 7396): null removes, objects merge, everything else replaces. */
final class MergePatch {
    private MergePatch() {}

    /** {@code target} with {@code patch} applied below the dotted path {@code at}; an empty path is the root. */
    static ObjectNode apply(ObjectNode target, String at, JsonNode patch) {
        var wrapped = patch;
        if (!at.isEmpty()) {
            var names = at.split("[.]", -1);
            for (var i = names.length - 1; i >= 0; i--) {
                wrapped = Examples.JSON.createObjectNode().set(names[i], wrapped);
            }
        }
        return (ObjectNode) merge(target.deepCopy(), wrapped);
    }

    private static JsonNode merge(JsonNode target, JsonNode patch) {
        if (!patch.isObject()) {
            return patch;
        }
        var merged = target instanceof ObjectNode object ? object : Examples.JSON.createObjectNode();
        patch.properties().forEach(field -> {
            if (field.getValue().isNull()) {
                merged.remove(field.getKey());
            } else {
                var old = merged.path(field.getKey());
                merged.set(field.getKey(), merge(old, field.getValue()));
            }
        });
        return merged;
    }
}

package dev.slipway.operator.kube;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.slipway.operator.model.CanonicalJson;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import java.util.List;
import java.util.Optional;

/**
 * Finds the first field in which a child differs from what we want of it, looking only at fields that are ours: those that
 * we want, and those that we owned and want no more. What others own is theirs. The format of {@code fieldsV1} is that of
 * sigs.k8s.io/structured-merge-diff ({@code f:} field, {@code k:} list item by key, {@code v:} set item, {@code .} itself).
 */
final class OwnFields {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Written by us only while nobody else scales: see {@link ReplicaHandover}. */
    private static final String REPLICAS = ".spec.replicas";

    /** Fields that key the items of the lists in our children, tried in this order. */
    private static final List<String> ITEM_KEYS =
            List.of("uid", "containerPort", "port", "mountPath", "topologyKey", "name", "key", "type");

    private OwnFields() {}

    /** The path of the first difference, such as {@code .spec.template.spec.containers[model-server].image}. */
    static Optional<String> difference(HasMetadata actual, HasMetadata desired, String manager) {
        var want = CanonicalJson.tree(desired);
        var have = CanonicalJson.tree(actual);
        return missing(want, have, "").or(() -> owned(actual, manager).flatMap(fields -> leftover(fields, want, "")));
    }

    /** Whether the manager has applied this field, given as keys of {@code fieldsV1}. */
    static boolean owns(HasMetadata actual, String manager, String... path) {
        return owned(actual, manager)
                .map(fields -> {
                    JsonNode node = fields;
                    for (var key : path) {
                        node = node.path(key);
                    }
                    return !node.isMissingNode();
                })
                .orElse(false);
    }

    private static Optional<JsonNode> owned(HasMetadata actual, String manager) {
        return actual.getMetadata().getManagedFields().stream()
                .filter(e -> manager.equals(e.getManager())
                        && "Apply".equals(e.getOperation())
                        && e.getSubresource() == null)
                .map(ManagedFieldsEntry::getFieldsV1)
                .<JsonNode>map(CanonicalJson::tree)
                .findFirst();
    }

    private static Optional<String> missing(JsonNode want, JsonNode have, String path) {
        if (want.isObject()) {
            for (var field : want.properties()) {
                var difference = missing(field.getValue(), have.path(field.getKey()), path + "." + field.getKey());
                if (difference.isPresent()) {
                    return difference;
                }
            }
            return have.isObject() ? Optional.empty() : Optional.of(path);
        }
        if (want.isArray()) {
            return missingItems(want, have, path);
        }
        return same(want, have) ? Optional.empty() : Optional.of(path);
    }

    private static Optional<String> missingItems(JsonNode want, JsonNode have, String path) {
        for (var index = 0; index < want.size(); index++) {
            var item = want.get(index);
            var key = keyOf(item);
            var counterpart = key.isEmpty() ? have.path(index) : find(have, key, item.path(key));
            var difference = missing(
                    item,
                    counterpart,
                    path + "[" + (key.isEmpty() ? index : item.path(key).asText()) + "]");
            if (difference.isPresent()) {
                return difference;
            }
        }
        return Optional.empty();
    }

    private static String keyOf(JsonNode item) {
        return ITEM_KEYS.stream().filter(item::has).findFirst().orElse("");
    }

    private static JsonNode find(JsonNode list, String key, JsonNode value) {
        for (var item : list) {
            if (same(item.path(key), value)) {
                return item;
            }
        }
        return MissingNode.getInstance();
    }

    private static boolean same(JsonNode a, JsonNode b) {
        return (a.isNumber() && b.isNumber()) ? a.decimalValue().compareTo(b.decimalValue()) == 0 : a.equals(b);
    }

    private static Optional<String> leftover(JsonNode fields, JsonNode want, String path) {
        for (var field : fields.properties()) {
            var difference = leftover(field.getKey(), field.getValue(), want, path);
            if (difference.isPresent()) {
                return difference;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> leftover(String key, JsonNode below, JsonNode want, String path) {
        if (key.equals(".")) {
            return Optional.empty();
        }
        var name = key.substring(2);
        var next = key.startsWith("f:") ? path + "." + name : path + "[" + name + "]";
        if (next.equals(REPLICAS)) {
            return Optional.empty();
        }
        var wanted =
                switch (key.charAt(0)) {
                    case 'f' -> want.path(name);
                    case 'k' -> itemWith(want, name);
                    default -> valueIn(want, name);
                };
        return wanted.isMissingNode() ? Optional.of(next) : leftover(below, wanted, next);
    }

    private static JsonNode itemWith(JsonNode list, String keys) {
        var wanted = parse(keys);
        for (var item : list) {
            if (wanted.properties().stream().allMatch(k -> same(item.path(k.getKey()), k.getValue()))) {
                return item;
            }
        }
        return MissingNode.getInstance();
    }

    private static JsonNode valueIn(JsonNode list, String value) {
        var wanted = parse(value);
        for (var item : list) {
            if (same(item, wanted)) {
                return item;
            }
        }
        return MissingNode.getInstance();
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }
}

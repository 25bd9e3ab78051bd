package dev.slipway.operator.kube;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.operator.model.CanonicalJson;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Finds the first field in which a child differs from what we want of it, looking only at fields that are ours. It walks the
 * fields that the API server records for our manager beside the object: a wanted field that is not recorded was taken by
 * somebody else, which happens only with another value; a recorded one that is not wanted is to go; a recorded leaf, which may
 * be a whole list or map, must have the wanted value. What others own is theirs. The format of {@code fieldsV1} is that of
 * sigs.k8s.io/structured-merge-diff ({@code f:} field, {@code k:} list item by key, {@code v:} set item, {@code .} itself).
 */
final class OwnFields {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Written by us only while nobody else scales: see {@link ReplicaHandover}. */
    private static final String REPLICAS = ".spec.replicas";

    private OwnFields() {}

    /** The path of the first difference, such as {@code .spec.template.spec.containers[model-server].image}. */
    static Optional<String> difference(HasMetadata actual, HasMetadata desired, String manager) {
        var want = withoutIdentity(CanonicalJson.tree(desired));
        var have = CanonicalJson.tree(actual);
        var owned = owned(actual, manager);
        return missing(want, have, owned, "").or(() -> leftover(owned, want, ""));
    }

    /** Whether the manager has applied this field, given as keys of {@code fieldsV1}. */
    static boolean owns(HasMetadata actual, String manager, String... path) {
        var node = owned(actual, manager);
        for (var key : path) {
            node = node.path(key);
        }
        return !node.isMissingNode();
    }

    /** What was applied; or what was created, where nothing was applied since. */
    private static JsonNode owned(HasMetadata actual, String manager) {
        return actual.getMetadata().getManagedFields().stream()
                .filter(e -> manager.equals(e.getManager()) && e.getSubresource() == null)
                .sorted(Comparator.comparing(ManagedFieldsEntry::getOperation))
                .map(ManagedFieldsEntry::getFieldsV1)
                .<JsonNode>map(CanonicalJson::tree)
                .findFirst()
                .orElseGet(JSON::createObjectNode);
    }

    /** What names an object is owned by nobody. */
    private static JsonNode withoutIdentity(JsonNode desired) {
        var copy = desired.<ObjectNode>deepCopy();
        copy.remove("apiVersion");
        copy.remove("kind");
        copy.withObject("/metadata").remove("name");
        copy.withObject("/metadata").remove("namespace");
        if (copy.path("metadata").isEmpty()) {
            copy.remove("metadata");
        }
        return copy;
    }

    private static Optional<String> missing(JsonNode want, JsonNode have, JsonNode owned, String path) {
        if (owned.isMissingNode()) {
            return Optional.of(path);
        }
        if (owned.isEmpty() && !path.isEmpty()) {
            return same(want, have) ? Optional.empty() : Optional.of(path);
        }
        var parts = want.isArray() ? items(want, have, owned, path) : fields(want, have, owned, path);
        return parts.flatMap(Optional::stream).findFirst();
    }

    private static Stream<Optional<String>> fields(JsonNode want, JsonNode have, JsonNode owned, String path) {
        return want.properties().stream()
                .map(f -> missing(
                        f.getValue(), have.path(f.getKey()), owned.path("f:" + f.getKey()), path + "." + f.getKey()));
    }

    private static Stream<Optional<String>> items(JsonNode want, JsonNode have, JsonNode owned, String path) {
        return Stream.iterate(0, index -> index < want.size(), index -> index + 1)
                .map(want::get)
                .map(item -> {
                    var key = owned.properties().stream()
                            .map(Map.Entry::getKey)
                            .filter(k -> matches(item, k))
                            .findFirst()
                            .orElse("");
                    var next = path + "[" + label(key.isEmpty() ? item : part(key)) + "]";
                    return missing(item, key.isEmpty() ? have : itemIn(have, key), owned.path(key), next);
                });
    }

    private static Optional<String> leftover(JsonNode owned, JsonNode want, String path) {
        return owned.properties().stream()
                .map(entry -> leftover(entry.getKey(), entry.getValue(), want, path))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> leftover(String key, JsonNode below, JsonNode want, String path) {
        if (key.equals(".")) {
            return Optional.empty();
        }
        var isField = key.startsWith("f:");
        var next = isField ? path + "." + key.substring(2) : path + "[" + label(part(key)) + "]";
        if (next.equals(REPLICAS)) {
            return Optional.empty();
        }
        var wanted = isField ? want.path(key.substring(2)) : itemIn(want, key);
        return wanted.isMissingNode() ? Optional.of(next) : leftover(below, wanted, next);
    }

    private static JsonNode itemIn(JsonNode list, String key) {
        for (var item : list) {
            if (matches(item, key)) {
                return item;
            }
        }
        return MissingNode.getInstance();
    }

    private static boolean matches(JsonNode item, String key) {
        if (key.startsWith("k:")) {
            return part(key).properties().stream().allMatch(k -> same(k.getValue(), item.path(k.getKey())));
        }
        return key.startsWith("v:") && same(part(key), item);
    }

    private static JsonNode part(String key) {
        try {
            return JSON.readTree(key.substring(2));
        } catch (JsonProcessingException e) {
            return MissingNode.getInstance();
        }
    }

    /** How a list item is called in a path: by its first key, or by itself. */
    private static String label(JsonNode item) {
        return item.isObject() && !item.isEmpty()
                ? item.properties().iterator().next().getValue().asText()
                : item.asText();
    }

    private static boolean same(JsonNode a, JsonNode b) {
        return a.equals(
                (x, y) -> x.isNumber() && y.isNumber()
                        ? x.decimalValue().compareTo(y.decimalValue())
                        : x.equals(y) ? 0 : 1,
                b);
    }
}

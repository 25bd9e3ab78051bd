package dev.slipway.operator.modeldeployment.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.common.Resources;
import dev.slipway.api.modeldeployment.ModelDeploymentSpec;
import dev.slipway.operator.model.CanonicalJson;
import dev.slipway.operator.model.ContentHash;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Names a revision after everything in the spec that reaches the pods, and after nothing else: not the replicas, not the
 * operator's version, not its default image. Fields that are at their default are left out, so that a later version may add
 * fields without renaming, and thereby rolling, what runs.
 */
final class RevisionName {
    private static final List<String> REACHES_PODS = List.of("model", "server", "resources", "gpu", "scheduling");
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();
    private static final JsonNode DEFAULTS = defaults();
    private static final JsonNode GRPC_OFF = grpcOff();

    private RevisionName() {}

    private static JsonNode defaults() {
        var empty = JSON.<ObjectNode>valueToTree(
                CanonicalJson.read("{\"model\": {\"uri\": \"\"}}", ModelDeploymentSpec.class));
        empty.set("resources", JSON.valueToTree(effective(Resources.UNSET)));
        return empty;
    }

    /**
     * @param version that the alias of the model's URI stands for, if it is one
     */
    static String of(ModelDeploymentSpec spec, Optional<String> version) {
        return of(spec, version, DEFAULTS);
    }

    private static String of(ModelDeploymentSpec spec, Optional<String> version, JsonNode defaults) {
        var canonical = JSON.<ObjectNode>valueToTree(spec);
        canonical.set("resources", JSON.valueToTree(effective(spec.resources())));
        var relevant = JSON.createObjectNode();
        for (var field : REACHES_PODS) {
            relevant.set(field, withoutDefaults(canonical.path(field), defaults.path(field)));
        }
        if (spec.predictionLog() != null) {
            relevant.set("predictionLog", withoutDefaults(canonical.path("predictionLog"), MissingNode.getInstance()));
        }
        if (spec.features() != null) {
            relevant.set("features", withoutDefaults(canonical.path("features"), MissingNode.getInstance()));
        }
        var model = relevant.withObject("/model");
        version.ifPresent(v -> model.put("version", v));
        if (model.get("registry") instanceof ObjectNode registry) {
            registry.remove("pollInterval");
        }
        return ContentHash.of(CanonicalJson.write(sorted(relevant)));
    }

    /**
     * The name that a spec without gRPC had while that was the default, and as such left out of names.
     *
     * @return empty for a spec with gRPC
     */
    static Optional<String> beforeGrpc(ModelDeploymentSpec spec, Optional<String> version) {
        return spec.server().protocols().grpc() ? Optional.empty() : Optional.of(of(spec, version, GRPC_OFF));
    }

    private static JsonNode grpcOff() {
        var defaults = DEFAULTS.<ObjectNode>deepCopy();
        defaults.withObject("/server/protocols").put("grpc", false);
        return defaults;
    }

    /** What the pods get, so that writing a default out makes no difference. */
    private static Resources effective(Resources asked) {
        var effective = ServerContainers.resources(asked, null);
        return new Resources(effective.getRequests(), effective.getLimits());
    }

    private static JsonNode withoutDefaults(JsonNode value, JsonNode standard) {
        if (value instanceof ArrayNode items) {
            var result = JSON.createArrayNode();
            items.forEach(item -> result.add(withoutDefaults(item, MissingNode.getInstance())));
            return result;
        }
        if (!(value instanceof ObjectNode object)) {
            return value;
        }
        var result = JSON.createObjectNode();
        object.properties().forEach(field -> {
            var usual = standard.path(field.getKey());
            if (!field.getValue().isNull() && !field.getValue().equals(usual)) {
                result.set(field.getKey(), withoutDefaults(field.getValue(), usual));
            }
        });
        return result;
    }

    private static JsonNode sorted(JsonNode node) {
        if (node instanceof ArrayNode items) {
            var result = JSON.createArrayNode();
            items.forEach(item -> result.add(sorted(item)));
            return result;
        }
        if (!(node instanceof ObjectNode object)) {
            return node;
        }
        var result = JSON.createObjectNode();
        var names = new ArrayList<String>();
        object.fieldNames().forEachRemaining(names::add);
        names.stream().sorted().forEach(name -> result.set(name, sorted(object.get(name))));
        return result;
    }
}

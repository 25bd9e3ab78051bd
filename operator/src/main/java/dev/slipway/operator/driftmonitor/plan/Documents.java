package dev.slipway.operator.driftmonitor.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.common.SecretReference;
import dev.slipway.operator.driftmonitor.loop.Findings;
import dev.slipway.operator.driftmonitor.observe.ObservedMonitor;
import dev.slipway.operator.model.CanonicalJson;
import org.jspecify.annotations.Nullable;

/** What the documents of a drift job have in common: the contract is in {@code docs/reference/drift-job.md}. */
final class Documents {
    static final String SECRET = "secret";
    static final String URL = "url";

    private Documents() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** A server, and the folder of the Secret for it. */
    static ObjectNode server(String url, @Nullable SecretReference secret, Mounts mounts) {
        var node = object().put(URL, url);
        return secret == null ? node : node.put(SECRET, mounts.secret(secret.name()));
    }

    /** Which monitor something is done for. */
    static ObjectNode monitor(ObservedMonitor observed) {
        return object().put("namespace", observed.namespace()).put("name", observed.name());
    }

    /** The model, where the spec names one. */
    static @Nullable String model(ObservedMonitor observed) {
        var ref = observed.spec().modelRef();
        return ref == null ? null : ref.name();
    }

    /** What the last run found, for people. */
    static void findings(ObjectNode node, Findings found) {
        node.put("driftedShare", found.driftedShare());
        node.set("drifted", CanonicalJson.tree(found.drifted()));
        node.put("report", found.run().report());
    }

    /** Equal documents give equal bytes; what is absent is left out. */
    static String text(ObjectNode document) {
        return CanonicalJson.write(stripped(document));
    }

    private static JsonNode stripped(JsonNode node) {
        if (node instanceof ObjectNode object) {
            var copy = object();
            object.properties().forEach(field -> {
                var value = stripped(field.getValue());
                if (!value.isNull() && !(value.isContainerNode() && value.isEmpty())) {
                    copy.set(field.getKey(), value);
                }
            });
            return copy;
        }
        if (node instanceof ArrayNode array) {
            var copy = JsonNodeFactory.instance.arrayNode();
            array.forEach(item -> copy.add(stripped(item)));
            return copy;
        }
        return node;
    }
}

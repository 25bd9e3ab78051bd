package dev.slipway.e2e.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import java.util.stream.Stream;

/**
 * One verb on one resource, as RBAC counts.
 *
 * @param resource with its group and subresource, such as {@code slipway.dev/modeldeployments/status}
 */
record Permission(String verb, String resource) implements Comparable<Permission> {
    static Stream<Permission> of(PolicyRule rule) {
        return rule.getVerbs().stream()
                .flatMap(verb -> rule.getApiGroups().stream()
                        .flatMap(group -> rule.getResources().stream()
                                .map(resource -> new Permission(verb, name(group, resource)))));
    }

    /** What a request of the audit log has used. Server-side apply of a new object is a patch that also needs create. */
    static Stream<Permission> usedBy(JsonNode event) {
        var object = event.get("objectRef");
        if (object == null) {
            return Stream.empty();
        }
        var resource = object.path("resource").asText()
                + (object.has("subresource") ? "/" + object.get("subresource").asText() : "");
        var name = name(object.path("apiGroup").asText(), resource);
        var verb = event.path("verb").asText();
        var created = verb.equals("patch")
                && event.path("responseStatus").path("code").asInt() == 201;
        return Stream.of(verb, created ? "create" : verb).distinct().map(v -> new Permission(v, name));
    }

    private static String name(String group, String resource) {
        return group.isEmpty() ? resource : group + "/" + resource;
    }

    @Override
    public int compareTo(Permission other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return resource + " " + verb;
    }
}

package dev.slipway.api;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinitionBuilder;
import java.util.List;
import java.util.Map;

/** What {@code kubectl get} shows of each kind, in this order; priority 1 is shown with {@code -o wide}. */
final class Columns {
    static final Map<String, List<CustomResourceColumnDefinition>> BY_KIND = Map.of(
            "ModelDeployment",
            List.of(
                    condition("Ready", "status", "READY"),
                    condition("Ready", "reason", "REASON"),
                    text("REPLICAS", ".status.replicas.summary"),
                    text("REVISION", ".status.activeRevision"),
                    text("GPU", ".status.gpu"),
                    age(),
                    wide(text("URL", ".status.url")),
                    wide(text("DIGEST", ".status.model.digest")),
                    wide(condition("Ready", "message", "MESSAGE"))));

    private Columns() {}

    private static CustomResourceColumnDefinition condition(String type, String field, String name) {
        return text(name, ".status.conditions[?(@.type==\"" + type + "\")]." + field);
    }

    private static CustomResourceColumnDefinition text(String name, String path) {
        return column(name, "string", path);
    }

    private static CustomResourceColumnDefinition age() {
        return column("AGE", "date", ".metadata.creationTimestamp");
    }

    private static CustomResourceColumnDefinition column(String name, String type, String path) {
        return new CustomResourceColumnDefinitionBuilder()
                .withName(name)
                .withType(type)
                .withJsonPath(path)
                .build();
    }

    private static CustomResourceColumnDefinition wide(CustomResourceColumnDefinition column) {
        return column.edit().withPriority(1).build();
    }
}

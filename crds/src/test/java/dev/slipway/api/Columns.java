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
                    ready(),
                    reason(),
                    text("REPLICAS", ".status.replicas.summary"),
                    text("REVISION", ".status.activeRevision"),
                    text("GPU", ".status.gpu"),
                    age(),
                    wide(text("URL", ".status.url")),
                    wide(text("DIGEST", ".status.model.digest")),
                    wide(message())),
            "FeatureView",
            List.of(
                    ready(),
                    reason(),
                    date("FRESHNESS", ".status.lastMaterializedTime"),
                    column("ROWS", "integer", ".status.rows"),
                    text("STORE", ".status.store"),
                    age(),
                    wide(text("ENTITIES", ".status.entities")),
                    wide(text("URL", ".status.url")),
                    wide(message())),
            "DriftMonitor",
            List.of(
                    ready(),
                    text("DRIFT", ".status.verdict"),
                    column("SCORE", "number", ".status.worst.score"),
                    text("WORST-FEATURE", ".status.worst.feature"),
                    text("RETRAINING", ".status.retraining.phase"),
                    date("LAST-RUN", ".status.lastRun.finishTime"),
                    age(),
                    wide(text("SCHEDULE", ".spec.schedule")),
                    wide(text("TARGET", ".status.target")),
                    wide(reason()),
                    wide(message())),
            "InferenceRoute",
            List.of(
                    ready(),
                    reason(),
                    text("HOST", ".status.host"),
                    text("TRAFFIC", ".status.traffic"),
                    text("STEP", ".status.rollout.summary"),
                    age(),
                    wide(text("MODE", ".status.dataPlane.mode")),
                    wide(text("URL", ".status.url")),
                    wide(message())));

    private Columns() {}

    private static CustomResourceColumnDefinition ready() {
        return text("READY", ".status.conditions[?(@.type==\"Ready\")].status");
    }

    private static CustomResourceColumnDefinition reason() {
        return text("REASON", ".status.conditions[?(@.type==\"Ready\")].reason");
    }

    private static CustomResourceColumnDefinition message() {
        return text("MESSAGE", ".status.conditions[?(@.type==\"Ready\")].message");
    }

    private static CustomResourceColumnDefinition age() {
        return date("AGE", ".metadata.creationTimestamp");
    }

    private static CustomResourceColumnDefinition text(String name, String path) {
        return column(name, "string", path);
    }

    private static CustomResourceColumnDefinition date(String name, String path) {
        return column(name, "date", path);
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

package dev.slipway.api;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Lists whose items have an identity: the API server refuses two with one, and server-side apply merges item by item, so
 * that several managers can own items. A key must be required in the item or have a default.
 */
final class KeyedLists {
    /** Path of the list to the fields that identify an item. */
    static final Map<String, List<String>> KEYS = Map.ofEntries(
            Map.entry(".status.conditions", List.of("type")),
            // ModelDeployment
            Map.entry(".spec.server.env", List.of("name")),
            Map.entry(".spec.model.signature.inputs", List.of("name")),
            Map.entry(".spec.model.signature.outputs", List.of("name")),
            // FeatureView
            Map.entry(".spec.entities", List.of("name")),
            Map.entry(".spec.features", List.of("name")),
            Map.entry(".spec.aggregations", List.of("name")),
            Map.entry(".spec.validation.rules", List.of("name")),
            // DriftMonitor
            Map.entry(".spec.features.overrides", List.of("name")),
            Map.entry(".spec.features.vectors", List.of("name")),
            Map.entry(".spec.labels.detectors", List.of("type")),
            Map.entry(".spec.retraining.action.job.env", List.of("name")),
            // InferenceRoute
            Map.entry(".spec.targets", List.of("name")),
            Map.entry(".spec.rules[].match.headers", List.of("name")),
            Map.entry(".spec.rules[].split", List.of("target")),
            Map.entry(".spec.rules[].shadow", List.of("target")),
            Map.entry(".spec.rollout.analysis.metrics", List.of("name")));

    /** Lists of plain values that mean nothing twice. */
    static final Set<String> SETS = Set.of(
            ".spec.server.executionProviders",
            ".spec.features.numeric.methods",
            ".spec.features.categorical.methods",
            ".spec.features.ignore",
            ".spec.features.segments.by",
            ".spec.features.vectors[].columns",
            ".spec.promotion.rollback.signals",
            ".spec.report.formats",
            ".spec.dataPlane.hostnames",
            ".spec.rules[].fallback",
            ".spec.cache.vary",
            ".spec.limits.priorities");

    private KeyedLists() {}
}

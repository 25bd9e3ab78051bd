package dev.slipway.featureserver.config;

import dev.slipway.featureserver.cells.CellException;
import dev.slipway.featureserver.cells.Fallbacks;
import dev.slipway.featureserver.codec.FieldNames;
import dev.slipway.featureserver.codec.JoinKey;
import dev.slipway.featureserver.codec.ValueType;
import dev.slipway.featureserver.config.ViewConfig.ExpiredPolicy;
import dev.slipway.featureserver.config.ViewConfig.Feature;
import dev.slipway.featureserver.config.ViewConfig.Layout;
import dev.slipway.featureserver.config.ViewConfig.Materialization;
import dev.slipway.featureserver.config.ViewConfig.Push;
import dev.slipway.featureserver.config.ViewConfig.Source;
import dev.slipway.featureserver.config.ViewConfig.Target;
import dev.slipway.workload.config.ConfigNode;
import dev.slipway.workload.failure.FailureException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads one of {@code $.views}. */
final class ViewReader {
    private ViewReader() {}

    static ViewConfig read(ConfigNode node, String project) throws FailureException {
        node.only(
                "name",
                "project",
                "entities",
                "features",
                "aggregations",
                "ttl",
                "expired",
                "layout",
                "source",
                "push",
                "materialization",
                "validation");
        String name = node.string("name");
        if (name.contains(":") || name.contains("__")) {
            throw node.refuse("name", "a name without ':' and '__', which Feast puts between view and feature");
        }
        List<Aggregation> aggregations = AggregationReader.read(node);
        List<Feature> features = features(node, name, aggregations);
        Optional<Source> source = source(node);
        if (!aggregations.isEmpty() && source.isEmpty()) {
            throw node.refuse("source", "there: aggregations are computed in PostgreSQL");
        }
        return new ViewConfig(
                name,
                node.optionalString("project").orElse(project),
                entities(node, features),
                features,
                aggregations,
                node.duration("ttl", Duration.ZERO),
                node.oneOf("expired", ExpiredPolicy.ValueWithStatus),
                node.oneOf("layout", Layout.FeastV3),
                source,
                push(node, source),
                materialization(node),
                ValidationReader.read(node, features));
    }

    private static List<JoinKey> entities(ConfigNode view, List<Feature> features) throws FailureException {
        List<JoinKey> keys = new ArrayList<>();
        Set<String> names = new HashSet<>();
        features.forEach(feature -> names.add(feature.name()));
        for (ConfigNode node : view.objects("entities")) {
            node.only("name", "type");
            ValueType type = ValueType.named(node.string("type"))
                    .filter(ValueType::keyable)
                    .orElseThrow(() -> node.refuse("type", "BYTES, STRING, INT32, INT64 or UNIX_TIMESTAMP"));
            if (!names.add(node.string("name"))) {
                throw node.refuse("name", "a name that no other entity or feature of the view has");
            }
            keys.add(new JoinKey(node.string("name"), type));
        }
        return List.copyOf(keys);
    }

    private static List<Feature> features(ConfigNode view, String viewName, List<Aggregation> aggregations)
            throws FailureException {
        List<Feature> features = new ArrayList<>();
        Map<Integer, String> hashes = new HashMap<>();
        for (ConfigNode node : view.objects("features")) {
            node.only("name", "type", "default", "description");
            String name = node.string("name");
            ValueType type =
                    ValueType.named(node.string("type")).orElseThrow(() -> node.refuse("type", "one of Feast's types"));
            String other = hashes.put(FieldNames.feature(viewName, name), name);
            if (other != null) {
                throw node.refuse("name", "a name that Feast's 32-bit hash keeps apart from " + other);
            }
            features.add(new Feature(
                    name,
                    type,
                    fallback(node, type),
                    node.optionalString("description").orElse("")));
        }
        for (Aggregation aggregation : aggregations) {
            String other = hashes.put(FieldNames.feature(viewName, aggregation.name()), aggregation.name());
            if (other != null) {
                throw view.refuse(
                        "aggregations", "of names that no other feature has and that Feast's 32-bit hash keeps apart");
            }
            features.add(new Feature(aggregation.name(), aggregation.type()));
        }
        if (features.isEmpty()) {
            throw view.refuse("features", "a list of at least one feature");
        }
        return List.copyOf(features);
    }

    private static Optional<String> fallback(ConfigNode feature, ValueType type) throws FailureException {
        Optional<String> text = feature.optionalString("default");
        if (text.isPresent()) {
            try {
                Fallbacks.parse(type, text.get());
            } catch (CellException e) {
                throw feature.refuse("default", "a value of the type " + type);
            }
        }
        return text;
    }

    private static Optional<Source> source(ConfigNode view) throws FailureException {
        Optional<ConfigNode> source = view.object("source");
        if (source.isEmpty()) {
            return Optional.empty();
        }
        ConfigNode outer = source.get().only("postgres");
        ConfigNode node = outer.object("postgres").orElseThrow(() -> outer.refuse("postgres", "an object"));
        node.only(
                "credentialsDirectory",
                "table",
                "query",
                "timestampField",
                "createdTimestampField",
                "cursorField",
                "fieldMapping");
        return Optional.of(new Source(
                node.string("credentialsDirectory"),
                relation(node),
                node.string("timestampField"),
                node.optionalString("createdTimestampField"),
                node.optionalString("cursorField"),
                node.stringMap("fieldMapping")));
    }

    private static String relation(ConfigNode postgres) throws FailureException {
        Optional<String> table = postgres.optionalString("table");
        Optional<String> query = postgres.optionalString("query");
        if (table.isPresent() == query.isPresent()) {
            throw postgres.refuse("table", "there, or query in its place, and not both");
        }
        return table.map(Identifiers::qualified).orElseGet(() -> Identifiers.query(query.orElseThrow()));
    }

    private static Optional<Push> push(ConfigNode view, Optional<Source> source) throws FailureException {
        Optional<ConfigNode> node = view.object("push");
        if (node.isEmpty()) {
            return Optional.empty();
        }
        node.get().only("name", "enabled", "to");
        if (!node.get().bool("enabled", true)) {
            return Optional.empty();
        }
        String name = node.get().optionalString("name").orElse(view.string("name"));
        Optional<Target> to =
                node.get().has("to") ? Optional.of(node.get().oneOf("to", Target.Online)) : Optional.empty();
        if (to.filter(Target::offline).isPresent()
                && source.filter(Source::table).isEmpty()) {
            throw node.get().refuse("to", "Online where the view has no source.postgres.table to add rows to");
        }
        return Optional.of(new Push(name, to));
    }

    private static Materialization materialization(ConfigNode view) throws FailureException {
        Optional<ConfigNode> found = view.object("materialization");
        if (found.isEmpty()) {
            return Materialization.DEFAULT;
        }
        ConfigNode node = found.get();
        node.only("mode", "lateness", "batchRows", "backfillFrom", "schedule", "timeZone");
        Optional<Instant> from = Optional.empty();
        if (node.has("backfillFrom")) {
            try {
                from = Optional.of(Instant.parse(node.string("backfillFrom")));
            } catch (DateTimeParseException e) {
                throw node.refuse("backfillFrom", "a time as 2026-01-01T00:00:00Z");
            }
        }
        return new Materialization(
                node.oneOf("mode", Mode.Incremental) == Mode.Full,
                node.duration("lateness", Materialization.DEFAULT.lateness()),
                node.integer("batchRows", Materialization.DEFAULT.batchRows(), 1, 1_000_000),
                from);
    }

    private enum Mode {
        Incremental,
        Full
    }
}

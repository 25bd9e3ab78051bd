package dev.slipway.operator.featureview.plan;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.featureview.FeatureView;
import dev.slipway.operator.featureview.observe.FeatureObserver;
import dev.slipway.operator.model.CanonicalJson;
import dev.slipway.operator.model.WireName;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The document of a feature server. Equal views and services give equal bytes, so that its hash says whether it is in force.
 *
 * @param project of what names none; every view does
 * @param views in the order of their names
 * @param services in the order of their names
 */
record ServerDocument(String project, Redis redis, List<JsonNode> views, List<Service> services) {
    /** Everything about Redis stands in its Secret. */
    record Redis(String credentialsDirectory) {
        static Redis of(String secret) {
            return new Redis(Secrets.redisDirectory(secret));
        }
    }

    /** A Feast feature service. */
    record Service(String name, List<String> features) {}

    /** A document with one view: what a run of its own needs. */
    static ServerDocument ofOne(FeatureView view) {
        return new ServerDocument(
                WireName.project(view),
                Redis.of(Membership.storeOf(view)),
                List.of(CanonicalJson.tree(ViewDocument.of(view))),
                List.of());
    }

    String toJson() {
        return CanonicalJson.write(this);
    }

    /** A view as the document that is there has it. */
    static Optional<JsonNode> viewIn(Optional<ConfigMap> config, String name) {
        return config
                .map(ConfigMap::getData)
                .map(data -> data.get(FeatureObserver.DOCUMENT))
                .flatMap(ServerDocument::parse)
                .stream()
                .flatMap(document -> StreamSupport.stream(document.path("views").spliterator(), false))
                .filter(view -> name.equals(view.path("name").asText()))
                .findFirst();
    }

    /** Somebody may have made it unreadable. */
    private static Optional<JsonNode> parse(String text) {
        try {
            return Optional.of(CanonicalJson.read(text, JsonNode.class));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** References to everything that a view of a document serves. */
    static Stream<String> references(JsonNode view) {
        var name = view.path("name").asText();
        return Stream.of("features", "aggregations")
                .flatMap(list -> StreamSupport.stream(view.path(list).spliterator(), false))
                .map(feature -> name + ":" + feature.path("name").asText());
    }
}

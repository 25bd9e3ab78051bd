package dev.slipway.operator.featureview.plan;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.featureview.FeatureView;
import dev.slipway.operator.status.Refusal;
import java.util.Optional;

/**
 * A view that names a feature server.
 *
 * @param refusal why its spec cannot be followed
 * @param document what it adds to the server's document: what its spec says, or what the document has of it already while
 *     the view is paused or cannot be followed; empty where it was never part of it
 */
record Member(FeatureView view, Optional<Refusal> refusal, Optional<JsonNode> document) {
    String name() {
        return view.getMetadata().getName();
    }
}

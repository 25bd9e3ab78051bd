package dev.slipway.operator.inferenceroute.plan;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.inferenceroute.InferenceRouteStatus;
import dev.slipway.api.inferenceroute.InferenceRouteStatus.RolloutStatus;
import dev.slipway.api.inferenceroute.InferenceRouteStatus.RolloutStatus.Phase;
import dev.slipway.operator.inferenceroute.observe.ObservedRoute;
import dev.slipway.operator.model.CanonicalJson;
import java.util.Optional;

/**
 * How far a trial had come: by the status, and by the routers' document, which is written first. Neither a restart nor a lost
 * status sends a trial back.
 *
 * @param step index of its step
 * @param rolledBack why it was rolled back, if it was
 * @param promoted whether it is through all steps
 */
record Before(int step, Optional<String> rolledBack, boolean promoted) {
    static Before of(ObservedRoute observed, Trial trial) {
        var status = observed.previous()
                .map(InferenceRouteStatus::rollout)
                .filter(rollout -> trial.id().equals(rollout.id()));
        var control = inDocument(observed)
                .filter(rollout -> trial.id().equals(rollout.path("id").asText()))
                .map(rollout -> rollout.path("control"));
        var said = status.map(RolloutStatus::step).map(step -> step - 1).orElse(0);
        var ruled = control.map(c -> c.path("step").asInt()).orElse(0);
        return new Before(
                Math.max(said, ruled),
                status.filter(s -> s.phase() == Phase.RolledBack)
                        .map(s -> s.reason() == null ? "" : s.reason())
                        .or(() ->
                                control.map(c -> c.path("rolledBack").asText()).filter(reason -> !reason.isEmpty())),
                status.filter(s -> s.phase() == Phase.Promoted).isPresent());
    }

    /** Whether the routers have this trial in their document. */
    static boolean hasBegun(ObservedRoute observed, String id) {
        return inDocument(observed)
                .filter(rollout -> id.equals(rollout.path("id").asText()))
                .isPresent();
    }

    /** Somebody may have made it unreadable. */
    private static Optional<JsonNode> inDocument(ObservedRoute observed) {
        try {
            return observed.router()
                    .document()
                    .map(text -> CanonicalJson.read(text, JsonNode.class))
                    .map(document -> document.path("rollout"))
                    .filter(JsonNode::isObject);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}

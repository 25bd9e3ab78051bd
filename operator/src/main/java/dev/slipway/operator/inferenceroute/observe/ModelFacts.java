package dev.slipway.operator.inferenceroute.observe;

import dev.slipway.api.common.Condition;
import dev.slipway.api.modeldeployment.ModelDeployment;
import dev.slipway.api.modeldeployment.ModelDeploymentStatus;
import dev.slipway.api.modeldeployment.ModelDeploymentStatus.Model;
import dev.slipway.api.modeldeployment.ModelDeploymentStatus.Replicas;
import dev.slipway.operator.status.Reason;
import java.util.List;
import java.util.Optional;

/**
 * What a route needs to know of a ModelDeployment, all of it from its status.
 *
 * @param ready replicas that answer
 * @param reason why it is not Ready; empty where it is, or says nothing yet
 * @param digest of the model file that is served; empty until known
 * @param activeRevision what serves; empty before anything does
 * @param candidate the revision that is to replace the active one
 * @param candidateReady whether it answers beside the active one and waits for a verdict
 * @param resting whether no replica is wanted
 */
public record ModelFacts(
        String name,
        int ready,
        String reason,
        String digest,
        String activeRevision,
        Optional<String> candidate,
        boolean candidateReady,
        boolean resting) {
    static ModelFacts of(ModelDeployment model) {
        var status = Optional.ofNullable(model.getStatus());
        var conditions = status.map(ModelDeploymentStatus::conditions).orElse(List.of());
        return new ModelFacts(
                model.getMetadata().getName(),
                status.map(ModelDeploymentStatus::replicas).map(Replicas::ready).orElse(0),
                condition(conditions, "Ready")
                        .filter(ready -> !ready.status().equals("True"))
                        .map(Condition::reason)
                        .orElse(""),
                status.map(ModelDeploymentStatus::model).map(Model::digest).orElse(""),
                status.map(ModelDeploymentStatus::activeRevision).orElse(""),
                status.map(ModelDeploymentStatus::candidateRevision),
                condition(conditions, "RolledOut")
                        .filter(c -> c.reason().equals(Reason.CANDIDATE_READY.word()))
                        .isPresent(),
                status.map(ModelDeploymentStatus::replicas)
                        .filter(replicas -> replicas.desired() == 0)
                        .isPresent());
    }

    private static Optional<Condition> condition(List<Condition> conditions, String type) {
        return conditions.stream().filter(c -> c.type().equals(type)).findFirst();
    }
}

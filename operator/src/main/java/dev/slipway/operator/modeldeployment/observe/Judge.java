package dev.slipway.operator.modeldeployment.observe;

import dev.slipway.api.inferenceroute.InferenceRoute;
import dev.slipway.api.inferenceroute.InferenceRouteStatus;
import dev.slipway.api.inferenceroute.InferenceRouteStatus.RolloutStatus;
import dev.slipway.api.inferenceroute.InferenceRouteStatus.RolloutStatus.Phase;
import java.util.Optional;

/**
 * An InferenceRoute that judges candidates of this model, and what it says of the last one.
 *
 * @param name of the route
 * @param trial which candidate its verdict is about; empty where it never judged one
 * @param phase where that trial is
 * @param reason why it is there
 * @param triesAgain whether it tries a candidate again after a while that it has rolled back
 */
public record Judge(String name, String trial, Optional<Phase> phase, String reason, boolean triesAgain) {
    /** Whether a route judges what is to become the model's next revision. */
    public static boolean judges(InferenceRoute route, String model) {
        var rollout = route.getSpec().rollout();
        return rollout != null
                && rollout.candidate() == null
                && route.getMetadata().getDeletionTimestamp() == null
                && route.getSpec().targets().stream()
                        .anyMatch(target -> target.modelDeploymentRef() != null
                                && target.modelDeploymentRef().name().equals(model));
    }

    static Judge of(InferenceRoute route) {
        var rollout = Optional.ofNullable(route.getStatus()).map(InferenceRouteStatus::rollout);
        return new Judge(
                route.getMetadata().getName(),
                rollout.map(RolloutStatus::id).orElse(""),
                rollout.map(RolloutStatus::phase),
                rollout.map(RolloutStatus::reason).orElse(""),
                route.getSpec().rollout() != null
                        && route.getSpec().rollout().rollback().cooldown() != null);
    }

    /** Whether its last trial, be it the first or a later one, is of the candidate. */
    public boolean isAbout(String candidate) {
        return trial.equals(candidate) || trial.startsWith(candidate + ".");
    }

    /** Whether it has said this of the candidate. */
    public boolean says(Phase verdict, String candidate) {
        return isAbout(candidate) && phase.filter(verdict::equals).isPresent();
    }
}

package dev.slipway.operator.inferenceroute.readiness;

import dev.slipway.operator.inferenceroute.observe.ObservedRoute;
import dev.slipway.operator.inferenceroute.plan.RoutePlan;
import dev.slipway.operator.model.Applied;
import dev.slipway.operator.status.ConditionType;
import dev.slipway.operator.status.Conditions;
import dev.slipway.operator.workload.readiness.DeploymentConditions;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** What was seen, what should be, and what became of the attempt: all that a check may look at. */
public record RouteSituation(ObservedRoute observed, RoutePlan plan, Applied applied, List<TargetHealth> targets) {
    public static RouteSituation of(ObservedRoute observed, RoutePlan plan, Applied applied) {
        return new RouteSituation(observed, plan, applied, TargetHealth.all(observed));
    }

    /** A condition of the routers' Deployment, if its controller has seen the present one. */
    Optional<DeploymentCondition> deploymentCondition(String type) {
        return DeploymentConditions.find(observed.router().deployment(), type);
    }

    boolean deadlineExceeded() {
        return DeploymentConditions.deadlineExceeded(observed.router().deployment());
    }

    /** Whether the condition held for the present spec when the status was last written. */
    boolean heldBefore(ConditionType type) {
        return observed.previous().stream()
                .filter(status -> Objects.equals(
                        status.observedGeneration(),
                        observed.resource().getMetadata().getGeneration()))
                .anyMatch(status -> Conditions.isTrue(status.conditions(), type));
    }
}

package dev.slipway.operator.featureview.readiness;

import dev.slipway.operator.featureview.observe.ObservedView;
import dev.slipway.operator.featureview.plan.FeaturePlan;
import dev.slipway.operator.model.Applied;
import dev.slipway.operator.status.ConditionType;
import dev.slipway.operator.status.Conditions;
import dev.slipway.operator.workload.readiness.DeploymentConditions;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import java.util.Objects;
import java.util.Optional;

/** What was seen, what should be, and what became of the attempt: all that a check may look at. */
public record ViewSituation(ObservedView observed, FeaturePlan plan, Applied applied, Runs runs) {
    public static ViewSituation of(ObservedView observed, FeaturePlan plan, Applied applied) {
        return new ViewSituation(observed, plan, applied, Runs.of(observed));
    }

    /** Whether rows come from PostgreSQL; else clients push them. */
    public boolean materializes() {
        return observed.spec().source().postgres() != null;
    }

    /** A condition of the server's Deployment, if its controller has seen the present one. */
    Optional<DeploymentCondition> deploymentCondition(String type) {
        return DeploymentConditions.find(observed.server().deployment(), type);
    }

    boolean deadlineExceeded() {
        return DeploymentConditions.deadlineExceeded(observed.server().deployment());
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

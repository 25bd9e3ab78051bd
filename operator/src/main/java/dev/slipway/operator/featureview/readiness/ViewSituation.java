package dev.slipway.operator.featureview.readiness;

import dev.slipway.operator.featureview.observe.ObservedView;
import dev.slipway.operator.featureview.plan.FeaturePlan;
import dev.slipway.operator.model.Applied;
import dev.slipway.operator.status.ConditionType;
import dev.slipway.operator.status.Conditions;
import io.fabric8.kubernetes.api.model.apps.Deployment;
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
        return observed.server().deployment().filter(ViewSituation::isCurrent).stream()
                .flatMap(d -> d.getStatus().getConditions().stream())
                .filter(c -> type.equals(c.getType()))
                .findFirst();
    }

    boolean deadlineExceeded() {
        return deploymentCondition("Progressing")
                .filter(c -> "ProgressDeadlineExceeded".equals(c.getReason()))
                .isPresent();
    }

    private static boolean isCurrent(Deployment deployment) {
        return deployment.getStatus() != null
                && Objects.equals(
                        deployment.getStatus().getObservedGeneration(),
                        deployment.getMetadata().getGeneration());
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

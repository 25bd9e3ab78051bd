package dev.slipway.operator.workload.readiness;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import java.util.Objects;
import java.util.Optional;

/** What the Deployment controller says, as long as it speaks of the present Deployment. */
public final class DeploymentConditions {
    private DeploymentConditions() {}

    /** A condition of the Deployment, if its controller has seen the present one. */
    public static Optional<DeploymentCondition> find(Optional<Deployment> deployment, String type) {
        return deployment.filter(DeploymentConditions::isCurrent).stream()
                .flatMap(d -> d.getStatus().getConditions().stream())
                .filter(c -> type.equals(c.getType()))
                .findFirst();
    }

    /** Whether the rollout has taken longer than {@code progressDeadlineSeconds}. */
    public static boolean deadlineExceeded(Optional<Deployment> deployment) {
        return find(deployment, "Progressing")
                .filter(c -> "ProgressDeadlineExceeded".equals(c.getReason()))
                .isPresent();
    }

    private static boolean isCurrent(Deployment deployment) {
        return deployment.getStatus() != null
                && Objects.equals(
                        deployment.getStatus().getObservedGeneration(),
                        deployment.getMetadata().getGeneration());
    }
}

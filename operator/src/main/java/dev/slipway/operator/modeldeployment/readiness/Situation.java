package dev.slipway.operator.modeldeployment.readiness;

import dev.slipway.api.common.Scaling.Mode;
import dev.slipway.api.modeldeployment.ModelDeploymentStatus.Revision.Result;
import dev.slipway.operator.model.Applied;
import dev.slipway.operator.modeldeployment.observe.ObservedModel;
import dev.slipway.operator.modeldeployment.plan.Revision;
import dev.slipway.operator.modeldeployment.plan.ServingPlan;
import dev.slipway.operator.workload.observe.PodFacts;
import dev.slipway.operator.workload.readiness.DeploymentConditions;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import java.util.List;
import java.util.Optional;

/** What was seen, what should be, and what became of the attempt: all that a check may look at. */
public record Situation(ObservedModel observed, ServingPlan plan, Applied applied) {
    /** Pods of the revision that should run. */
    List<PodFacts> targetPods() {
        return plan.target().map(r -> observed.podsOf(r.name())).orElse(List.of());
    }

    /** Pods of revisions that should not run any more: those that stay, and those that leave but may still answer. */
    List<PodFacts> otherPods() {
        var target = plan.target().map(Revision::name).orElse("");
        return observed.pods().stream()
                .filter(p -> (!p.leaving() || p.ready()) && !p.revision().equals(target))
                .toList();
    }

    /** While the spec cannot be followed its number counts as little as the rest of it. */
    public int desiredReplicas() {
        var scaling = observed.spec().scaling();
        return scaling.mode() == Mode.Fixed && plan.refusal().isEmpty()
                ? scaling.minReplicas()
                : observed.deployment().map(d -> d.getSpec().getReplicas()).orElse(scaling.minReplicas());
    }

    /** Whether somebody gets answers. */
    boolean serving() {
        return observed.readyPods() > 0;
    }

    /** Whether the target revision has been fully ready before: then a missing replica is no rollout. */
    boolean servedBefore() {
        var target = plan.target().map(Revision::name).orElse("");
        return observed.previous().stream()
                .flatMap(s -> s.revisions().stream())
                .anyMatch(r -> r.name().equals(target) && r.result() == Result.Served);
    }

    /** A condition of the Deployment, if its controller has seen the present one. */
    Optional<DeploymentCondition> deploymentCondition(String type) {
        return DeploymentConditions.find(observed.deployment(), type);
    }

    boolean deadlineExceeded() {
        return DeploymentConditions.deadlineExceeded(observed.deployment());
    }
}

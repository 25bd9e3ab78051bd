package dev.slipway.operator.modeldeployment.plan;

import dev.slipway.operator.modeldeployment.observe.ObservedModel;
import dev.slipway.operator.workload.observe.PodFacts;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.RollingUpdateDeployment;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether a rollout may start a new replica before it stops an old one. With GPUs this needs a spare one; when the scheduler
 * says that there is none while old replicas hold theirs, replicas are replaced one at a time until the rollout is over.
 */
final class Surge {
    private Surge() {}

    static boolean possible(ObservedModel observed, String targetRevision) {
        var gpu = observed.spec().gpu();
        if (gpu == null) {
            return true;
        }
        var replacing = observed.pods().stream()
                .anyMatch(p -> !p.leaving() && !p.revision().equals(targetRevision));
        return !replacing || !(alreadyWithout(observed) || newPodsLack(gpu.resourceName(), observed, targetRevision));
    }

    private static boolean newPodsLack(String resource, ObservedModel observed, String targetRevision) {
        return observed.podsOf(targetRevision).stream()
                .map(PodFacts::unschedulable)
                .flatMap(Optional::stream)
                .anyMatch(message -> message.contains("Insufficient " + resource));
    }

    private static boolean alreadyWithout(ObservedModel observed) {
        return observed.deployment()
                .map(Surge::rollingUpdate)
                .map(RollingUpdateDeployment::getMaxSurge)
                .filter(surge -> Integer.valueOf(0).equals(surge.getIntVal()))
                .isPresent();
    }

    private static @Nullable RollingUpdateDeployment rollingUpdate(Deployment deployment) {
        var strategy = deployment.getSpec().getStrategy();
        return strategy == null ? null : strategy.getRollingUpdate();
    }
}

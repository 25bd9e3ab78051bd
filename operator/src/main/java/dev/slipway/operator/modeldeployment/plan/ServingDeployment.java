package dev.slipway.operator.modeldeployment.plan;

import dev.slipway.api.common.Scaling.Mode;
import dev.slipway.api.modeldeployment.Rollout.Strategy;
import dev.slipway.operator.model.Durations;
import dev.slipway.operator.model.Labels;
import dev.slipway.operator.modeldeployment.observe.ObservedModel;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStrategy;
import io.fabric8.kubernetes.api.model.apps.DeploymentStrategyBuilder;
import org.jspecify.annotations.Nullable;

/** The Deployment. Replicas are named only while they are ours: in mode Fixed, and at birth. */
final class ServingDeployment {
    private static final int HISTORY = 2;

    private ServingDeployment() {}

    static Deployment of(ObservedModel observed, Revision revision, boolean surge) {
        var rollout = observed.spec().rollout();
        return of(
                observed.name(),
                revision,
                replicas(observed),
                (int) Durations.parse(rollout.progressDeadline()).toSeconds(),
                strategy(rollout.strategy(), surge));
    }

    /** While the spec cannot be followed, everything but the revision stays as the Deployment has it. */
    static Deployment onto(Deployment present, ObservedModel observed, Revision revision) {
        var spec = present.getSpec();
        return of(observed.name(), revision, spec.getReplicas(), spec.getProgressDeadlineSeconds(), spec.getStrategy());
    }

    private static Deployment of(
            String name,
            Revision revision,
            @Nullable Integer replicas,
            Integer progressDeadlineSeconds,
            DeploymentStrategy strategy) {
        return new DeploymentBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(Labels.ofRevision(name, revision.name()))
                .endMetadata()
                .withNewSpec()
                .withReplicas(replicas)
                .withRevisionHistoryLimit(HISTORY)
                .withProgressDeadlineSeconds(progressDeadlineSeconds)
                .withStrategy(strategy)
                .withNewSelector()
                .withMatchLabels(Labels.selecting(name))
                .endSelector()
                .withTemplate(revision.template())
                .endSpec()
                .build();
    }

    private static @Nullable Integer replicas(ObservedModel observed) {
        var scaling = observed.spec().scaling();
        var ours = scaling.mode() == Mode.Fixed || observed.deployment().isEmpty();
        return ours ? scaling.minReplicas() : null;
    }

    private static DeploymentStrategy strategy(Strategy strategy, boolean surge) {
        return switch (strategy) {
            case Recreate ->
                new DeploymentStrategyBuilder().withType("Recreate").build();
            case Rolling, Progressive ->
                new DeploymentStrategyBuilder()
                        .withType("RollingUpdate")
                        .withNewRollingUpdate()
                        .withMaxSurge(surge ? new IntOrString("25%") : new IntOrString(0))
                        .withMaxUnavailable(surge ? new IntOrString(0) : new IntOrString(1))
                        .endRollingUpdate()
                        .build();
        };
    }
}

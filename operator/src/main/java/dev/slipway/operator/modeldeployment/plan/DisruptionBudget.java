package dev.slipway.operator.modeldeployment.plan;

import dev.slipway.api.common.Scaling;
import dev.slipway.operator.model.Labels;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import java.util.Optional;

/** Lets node drains take one replica at a time. With a single replica there is none: it would only block the drain. */
final class DisruptionBudget {
    private DisruptionBudget() {}

    static Optional<PodDisruptionBudget> of(String model, Scaling scaling) {
        if (scaling.minReplicas() < 2) {
            return Optional.empty();
        }
        return Optional.of(new PodDisruptionBudgetBuilder()
                .withNewMetadata()
                .withName(model)
                .withLabels(Labels.ofModel(model))
                .endMetadata()
                .withNewSpec()
                .withMaxUnavailable(new IntOrString(1))
                .withUnhealthyPodEvictionPolicy("AlwaysAllow")
                .withNewSelector()
                .withMatchLabels(Labels.selecting(model))
                .endSelector()
                .endSpec()
                .build());
    }
}

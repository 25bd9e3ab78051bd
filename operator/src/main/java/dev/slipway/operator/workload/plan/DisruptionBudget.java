package dev.slipway.operator.workload.plan;

import dev.slipway.api.common.Scaling;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import java.util.Map;
import java.util.Optional;

/** Lets node drains take one replica at a time. With a single replica there is none: it would only block the drain. */
public final class DisruptionBudget {
    private DisruptionBudget() {}

    /**
     * @param selector of the pods
     */
    public static Optional<PodDisruptionBudget> of(
            String name, Map<String, String> labels, Map<String, String> selector, Scaling scaling) {
        if (scaling.minReplicas() < 2) {
            return Optional.empty();
        }
        return Optional.of(new PodDisruptionBudgetBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .withMaxUnavailable(new IntOrString(1))
                .withUnhealthyPodEvictionPolicy("AlwaysAllow")
                .withNewSelector()
                .withMatchLabels(selector)
                .endSelector()
                .endSpec()
                .build());
    }
}

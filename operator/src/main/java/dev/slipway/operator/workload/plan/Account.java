package dev.slipway.operator.workload.plan;

import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import java.util.Map;

/** The identity of pods: one without any permission. */
public final class Account {
    private Account() {}

    public static ServiceAccount of(String name, Map<String, String> labels) {
        return new ServiceAccountBuilder()
                .withNewMetadata()
                .withName(name)
                .withLabels(labels)
                .endMetadata()
                .withAutomountServiceAccountToken(false)
                .build();
    }
}

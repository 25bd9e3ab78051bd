package dev.slipway.operator.modeldeployment.plan;

import dev.slipway.api.common.Scheduling;
import dev.slipway.operator.model.Labels;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import java.util.Optional;

/** The identity of the pods: one without any permission, unless the user names another. */
final class ServingAccount {
    private ServingAccount() {}

    static String nameFor(String model, Scheduling scheduling) {
        return scheduling.serviceAccountName().isEmpty() ? model : scheduling.serviceAccountName();
    }

    /** The account, if the pods of this revision use the one that we make. */
    static Optional<ServiceAccount> of(String model, Revision revision) {
        if (!model.equals(revision.template().getSpec().getServiceAccountName())) {
            return Optional.empty();
        }
        return Optional.of(new ServiceAccountBuilder()
                .withNewMetadata()
                .withName(model)
                .withLabels(Labels.ofModel(model))
                .endMetadata()
                .withAutomountServiceAccountToken(false)
                .build());
    }
}

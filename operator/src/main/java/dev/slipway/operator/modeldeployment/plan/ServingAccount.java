package dev.slipway.operator.modeldeployment.plan;

import dev.slipway.api.common.Scheduling;

/** The identity of the pods: one without any permission, unless the user names another. */
final class ServingAccount {
    private ServingAccount() {}

    static String nameFor(String model, Scheduling scheduling) {
        return scheduling.serviceAccountName().isEmpty() ? model : scheduling.serviceAccountName();
    }

    /** Whether the pods of this revision use the account that we make. */
    static boolean isOurs(String model, Revision revision) {
        return model.equals(revision.template().getSpec().getServiceAccountName());
    }
}

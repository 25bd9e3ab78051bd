package dev.slipway.operator.workload.plan;

import dev.slipway.api.common.EnvVariable;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarBuilder;

/** Variables of a container, in the API server's own form. Values of Secrets are the kubelet's to read. */
public final class Environment {
    private Environment() {}

    public static EnvVar of(EnvVariable variable) {
        var secret = variable.secretKeyRef();
        if (secret != null) {
            return new EnvVarBuilder()
                    .withName(variable.name())
                    .withNewValueFrom()
                    .withNewSecretKeyRef(secret.key(), secret.name(), null)
                    .endValueFrom()
                    .build();
        }
        var value = variable.value();
        return of(variable.name(), value == null ? "" : value);
    }

    /** @param value empty text is the same as none, and stored as such */
    public static EnvVar of(String name, String value) {
        return new EnvVarBuilder()
                .withName(name)
                .withValue(value.isEmpty() ? null : value)
                .build();
    }
}

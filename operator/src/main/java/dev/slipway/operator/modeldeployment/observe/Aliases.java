package dev.slipway.operator.modeldeployment.observe;

import dev.slipway.api.modeldeployment.ModelDeployment;

/** What is known of aliases. Asking costs no call; somebody else keeps the answer fresh. */
@FunctionalInterface
public interface Aliases {
    /** What is known of the alias that this object follows, if it follows one. */
    AliasFacts followedBy(ModelDeployment model);
}

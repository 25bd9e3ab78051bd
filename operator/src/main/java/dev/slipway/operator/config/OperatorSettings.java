package dev.slipway.operator.config;

import dev.slipway.operator.registry.RegistryCredentials;
import java.util.Optional;
import java.util.Set;

/**
 * What an installation decides for the operator.
 *
 * @param namespaces namespaces that are watched; empty for all
 * @param watchNodes whether nodes may be watched, for messages about capacity
 * @param registries credentials for registries that want some
 * @param leadership how replicas agree on one leader; empty for a single replica
 */
public record OperatorSettings(
        ModelServerDefaults modelServer,
        FeatureServerDefaults featureServer,
        InferenceRouterDefaults router,
        DriftJobDefaults driftJob,
        RegistryCredentials registries,
        Set<String> namespaces,
        boolean watchNodes,
        Optional<Leadership> leadership) {

    /** Where the Lease is, and who this replica is. */
    public record Leadership(String namespace, String identity) {}
}

package dev.slipway.operator.config;

import java.util.Optional;
import java.util.Set;

/**
 * What an installation decides for the operator.
 *
 * @param namespaces namespaces that are watched; empty for all
 * @param watchNodes whether nodes may be watched, for messages about capacity
 * @param leadership how replicas agree on one leader; empty for a single replica
 */
public record OperatorSettings(
        ModelServerDefaults modelServer, Set<String> namespaces, boolean watchNodes, Optional<Leadership> leadership) {

    /** Where the Lease is, and who this replica is. */
    public record Leadership(String namespace, String identity) {}
}

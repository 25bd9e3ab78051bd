package dev.slipway.operator.model;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** Which object of a kind. */
public record ObjectName(String namespace, String name) {
    public static ObjectName of(HasMetadata object) {
        return new ObjectName(
                object.getMetadata().getNamespace(), object.getMetadata().getName());
    }
}

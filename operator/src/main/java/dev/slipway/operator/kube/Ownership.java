package dev.slipway.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.List;
import java.util.Objects;

/** Controller owner references: whose child an object is, and that it goes when its owner goes. */
final class Ownership {
    private Ownership() {}

    static void claim(HasMetadata owner, HasMetadata child) {
        child.getMetadata().setNamespace(owner.getMetadata().getNamespace());
        child.getMetadata().setOwnerReferences(List.of(reference(owner)));
    }

    /** Whether the object is controlled by this very owner, not by an earlier one of the same name. */
    static boolean controls(HasMetadata owner, HasMetadata object) {
        return object.getMetadata().getOwnerReferences().stream()
                .anyMatch(r -> Boolean.TRUE.equals(r.getController())
                        && Objects.equals(r.getUid(), owner.getMetadata().getUid()));
    }

    /** Whether the object is controlled by an owner of the same kind and name that does not exist any more. */
    static boolean controlledEarlierLife(HasMetadata owner, HasMetadata object) {
        return object.getMetadata().getOwnerReferences().stream()
                .anyMatch(r -> Boolean.TRUE.equals(r.getController())
                        && r.getKind().equals(owner.getKind())
                        && r.getName().equals(owner.getMetadata().getName())
                        && !Objects.equals(r.getUid(), owner.getMetadata().getUid()));
    }

    private static OwnerReference reference(HasMetadata owner) {
        return new OwnerReferenceBuilder()
                .withApiVersion(owner.getApiVersion())
                .withKind(owner.getKind())
                .withName(owner.getMetadata().getName())
                .withUid(owner.getMetadata().getUid())
                .withController(true)
                .withBlockOwnerDeletion(true)
                .build();
    }
}

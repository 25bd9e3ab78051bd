package dev.slipway.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.List;
import java.util.Objects;

/**
 * Whose child an object is, and that it goes when its owners go: a controller reference to one owner, or plain references to
 * several that share it, which the plan gives the child itself.
 */
final class Ownership {
    private Ownership() {}

    static void claim(HasMetadata owner, HasMetadata child) {
        child.getMetadata().setNamespace(owner.getMetadata().getNamespace());
        if (child.getMetadata().getOwnerReferences().isEmpty()) {
            child.getMetadata().setOwnerReferences(List.of(reference(owner)));
        }
    }

    /** Whether this very owner, not an earlier one of the same name, is among the object's. */
    static boolean owns(HasMetadata owner, HasMetadata object) {
        return object.getMetadata().getOwnerReferences().stream()
                .anyMatch(r -> Objects.equals(r.getUid(), owner.getMetadata().getUid()));
    }

    /**
     * Whether an object that exists is the one that is wanted: it has the same controller; or, being shared, an owner of the
     * kind that shares it, although perhaps not yet the owners that it should have.
     */
    static boolean same(HasMetadata wanted, HasMetadata existing) {
        var has = existing.getMetadata().getOwnerReferences();
        return wanted.getMetadata().getOwnerReferences().stream()
                .anyMatch(w -> has.stream().anyMatch(h -> isController(w) ? samePair(w, h) : sameKind(w, h)));
    }

    /** Whether the object has an owner that the wanted one has not. */
    static boolean hasOtherOwner(HasMetadata wanted, HasMetadata object) {
        var owners = wanted.getMetadata().getOwnerReferences();
        return object.getMetadata().getOwnerReferences().stream()
                .anyMatch(r -> owners.stream().noneMatch(o -> Objects.equals(o.getUid(), r.getUid())));
    }

    /** Whether several objects own this one, so that others may be writing it too. */
    static boolean isShared(HasMetadata object) {
        return object.getMetadata().getOwnerReferences().stream().noneMatch(Ownership::isController);
    }

    private static boolean isController(OwnerReference reference) {
        return Boolean.TRUE.equals(reference.getController());
    }

    private static boolean samePair(OwnerReference wanted, OwnerReference has) {
        return isController(has) && Objects.equals(wanted.getUid(), has.getUid());
    }

    private static boolean sameKind(OwnerReference wanted, OwnerReference has) {
        return !isController(has)
                && Objects.equals(wanted.getApiVersion(), has.getApiVersion())
                && Objects.equals(wanted.getKind(), has.getKind());
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

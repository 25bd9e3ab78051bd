package dev.slipway.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Optional;

/** The children in the informers' caches, together with what was written since. */
interface ChildCaches {
    Optional<? extends HasMetadata> find(HasMetadata owner, String kind, String name);

    /** Every cached child of the owner, of any kind that we make. */
    List<HasMetadata> children(HasMetadata owner);

    /** Makes a write visible before its event arrives. */
    void written(HasMetadata written, Optional<HasMetadata> previous);
}

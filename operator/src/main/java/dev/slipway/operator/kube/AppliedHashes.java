package dev.slipway.operator.kube;

import dev.slipway.operator.model.CanonicalJson;
import dev.slipway.operator.model.ContentHash;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;

/**
 * Remembers what was last applied, owner references included. A child that differs from it although we still want the same was
 * changed by somebody else; after a restart of the operator nothing is remembered, and a difference passes for a change of ours.
 */
final class AppliedHashes {
    private static final int REMEMBERED = 100_000;

    private final Map<String, String> hashes = new RecentlyUsed<>(REMEMBERED);

    /** Whether exactly this was applied before. */
    synchronized boolean holds(HasMetadata child) {
        return hash(child).equals(hashes.get(key(child)));
    }

    synchronized void put(HasMetadata child) {
        hashes.put(key(child), hash(child));
    }

    synchronized void remove(HasMetadata child) {
        hashes.remove(key(child));
    }

    private static String key(HasMetadata child) {
        return child.getMetadata().getNamespace() + "/" + child.getKind() + "/"
                + child.getMetadata().getName();
    }

    private static String hash(HasMetadata child) {
        return ContentHash.of(CanonicalJson.write(child));
    }
}

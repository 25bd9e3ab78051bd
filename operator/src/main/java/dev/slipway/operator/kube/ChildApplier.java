package dev.slipway.operator.kube;

import dev.slipway.operator.model.Applied;
import dev.slipway.operator.model.Applied.Failure;
import dev.slipway.operator.model.CanonicalJson;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/**
 * The only writer of children: server-side apply of what differs, deletion of what is ours and no longer wanted. Where
 * nothing differs it makes no API call. It never takes over an object that somebody else made.
 */
public final class ChildApplier {
    static final String MANAGER = "slipway";
    private static final Logger LOG = Logger.getLogger(ChildApplier.class);

    private final KubernetesClient client;
    private final ChildCaches caches;
    private final ReplicaHandover handover;
    private final AppliedHashes applied = new AppliedHashes();

    public ChildApplier(KubernetesClient client, ChildCaches caches) {
        this.client = client;
        this.caches = caches;
        this.handover = new ReplicaHandover(client);
    }

    /**
     * Makes the owner's children what they should be.
     *
     * @param desired everything that should exist, in the order to apply it; a child without owner references becomes the
     *     owner's alone, one that names its owners is shared by them
     * @param keep children that are not desired but stay as they are
     */
    public Applied apply(HasMetadata owner, Collection<HasMetadata> desired, Predicate<HasMetadata> keep) {
        return new Attempt(owner).run(desired, keep);
    }

    /** What became of an object that belongs to nobody. */
    public enum Outcome {
        MADE,
        /** It is worth another try. */
        FAILED,
        /** Its namespace takes nothing new. */
        NAMESPACE_LEAVING
    }

    /** Makes an object that is to outlive whoever asks for it. */
    public Outcome makeFree(HasMetadata object) {
        try {
            caches.written(client.resource(object).fieldManager(MANAGER).serverSideApply(), Optional.empty());
            return Outcome.MADE;
        } catch (KubernetesClientException e) {
            LOG.warnf(
                    "%s %s is not made: %s",
                    object.getKind(), object.getMetadata().getName(), e.getMessage());
            return ApiErrors.isNamespaceLeaving(e) ? Outcome.NAMESPACE_LEAVING : Outcome.FAILED;
        }
    }

    /** One pass over the children of one owner. */
    private final class Attempt {
        private final HasMetadata owner;
        private final List<Failure> failures = new ArrayList<>();
        private final List<String> repairs = new ArrayList<>();
        private boolean changed;

        /** Nothing of this owner exists yet: then nothing has to be looked up before it is made. */
        private final boolean birth;

        Attempt(HasMetadata owner) {
            this.owner = owner;
            this.birth = caches.children(owner).isEmpty();
        }

        Applied run(Collection<HasMetadata> desired, Predicate<HasMetadata> keep) {
            desired.forEach(child -> Ownership.claim(owner, child));
            unwanted(desired, keep).forEach(child -> attempt(child, () -> delete(child)));
            desired.forEach(child -> attempt(child, () -> ensure(child)));
            return new Applied(changed, failures, repairs);
        }

        private void attempt(HasMetadata child, Runnable write) {
            try {
                write.run();
            } catch (KubernetesClientException e) {
                failures.add(ApiErrors.explain(child, e));
            }
        }

        private List<HasMetadata> unwanted(Collection<HasMetadata> desired, Predicate<HasMetadata> keep) {
            Set<String> wanted = new HashSet<>();
            desired.forEach(child -> wanted.add(key(child)));
            return caches.children(owner).stream()
                    .filter(child -> !wanted.contains(key(child)) && !keep.test(child))
                    .filter(child -> Ownership.owns(owner, child))
                    .filter(child -> child.getMetadata().getDeletionTimestamp() == null)
                    .toList();
        }

        private void delete(HasMetadata child) {
            if (Ownership.isShared(child)) {
                client.resource(child).lockResourceVersion().delete();
            } else {
                // A Job's pods would stay by default.
                client.resource(child)
                        .withPropagationPolicy(DeletionPropagation.BACKGROUND)
                        .delete();
            }
            applied.remove(child);
            changed = true;
        }

        private void ensure(HasMetadata child) {
            var cached = caches.find(owner, child.getKind(), child.getMetadata().getName());
            if (cached.isEmpty()) {
                create(child);
            } else if (Ownership.same(child, cached.get())) {
                OwnFields.difference(cached.get(), child, MANAGER).ifPresent(path -> update(cached.get(), child, path));
            } else {
                failures.add(ApiErrors.foreign(owner, cached.get()));
            }
        }

        private void update(HasMetadata actual, HasMetadata child, String path) {
            if (applied.holds(child)) {
                repaired(child, ": " + path + " was changed by somebody else and is set back.");
            }
            handover.before(actual, child);
            written(child, force(child), Optional.of(actual));
        }

        /** The caches do not have it: it was never made, or was deleted, or has lost our label, or is somebody else's. */
        private void create(HasMetadata child) {
            var existing = birth ? null : client.resource(child).get();
            if (existing != null) {
                recognise(existing, child);
                return;
            }
            var made = make(child);
            if (made.isEmpty()) {
                return;
            }
            if (existedBefore(child, made.get())) {
                release(child);
                failures.add(ApiErrors.foreign(owner, child));
                return;
            }
            if (applied.holds(child)) {
                repaired(child, " was deleted by somebody else and is made again.");
            }
            written(child, made.get(), Optional.empty());
        }

        /** Without force: a conflict means that the object exists, with fields that are somebody else's. */
        private Optional<HasMetadata> make(HasMetadata child) {
            try {
                return Optional.of(firstWrite(child));
            } catch (KubernetesClientException e) {
                if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                    throw e;
                }
                var existing = client.resource(child).get();
                recognise(existing == null ? child : existing, child);
                return Optional.empty();
            }
        }

        /** What is immutable could not be given back to its owner: there must be no doubt that it is new. */
        private HasMetadata firstWrite(HasMetadata child) {
            if (child instanceof ConfigMap map && Boolean.TRUE.equals(map.getImmutable())) {
                var path = "/api/v1/namespaces/" + map.getMetadata().getNamespace() + "/configmaps?fieldManager="
                        + MANAGER;
                return CanonicalJson.read(client.raw(path, "POST", map), ConfigMap.class);
            }
            return client.resource(child).fieldManager(MANAGER).serverSideApply();
        }

        /** One of ours has lost the label by which we watch; its replicas may be an autoscaler's by now. */
        private void recognise(HasMetadata existing, HasMetadata child) {
            if (existing == child || !Ownership.same(child, existing)) {
                failures.add(ApiErrors.foreign(owner, existing));
                return;
            }
            var path = OwnFields.difference(existing, child, MANAGER).orElse(".metadata.labels");
            repaired(child, ": " + path + " was changed by somebody else and is set back.");
            if (child instanceof Deployment wanted && existing instanceof Deployment running) {
                wanted.getSpec().setReplicas(running.getSpec().getReplicas());
            }
            written(child, force(child), Optional.empty());
        }

        private void repaired(HasMetadata child, String how) {
            repairs.add(child.getKind() + " " + child.getMetadata().getName() + how
                    + " Change the custom resource instead.");
        }

        private void written(HasMetadata wanted, HasMetadata result, Optional<HasMetadata> previous) {
            applied.put(wanted);
            caches.written(result, previous);
            changed = true;
        }

        /**
         * Whether what we have just made was there before, without any field that conflicts with ours. Something new has no
         * other owner, no other manager, and is as old as our entry in its managed fields.
         */
        private boolean existedBefore(HasMetadata wanted, HasMetadata made) {
            var meta = made.getMetadata();
            return Ownership.hasOtherOwner(wanted, made)
                    || meta.getManagedFields().stream()
                            .anyMatch(e -> !MANAGER.equals(e.getManager())
                                    || Instant.parse(e.getTime())
                                            .minusSeconds(1)
                                            .isAfter(Instant.parse(meta.getCreationTimestamp())));
        }
    }

    private HasMetadata force(HasMetadata child) {
        return client.resource(child).fieldManager(MANAGER).forceConflicts().serverSideApply();
    }

    /** Takes back every field that we put on a foreign object. */
    private void release(HasMetadata child) {
        var empty = new GenericKubernetesResourceBuilder()
                .withApiVersion(child.getApiVersion())
                .withKind(child.getKind())
                .withNewMetadata()
                .withName(child.getMetadata().getName())
                .withNamespace(child.getMetadata().getNamespace())
                .endMetadata()
                .build();
        client.resource(empty).fieldManager(MANAGER).forceConflicts().serverSideApply();
    }

    private static String key(HasMetadata child) {
        return child.getKind() + "/" + child.getMetadata().getName();
    }
}

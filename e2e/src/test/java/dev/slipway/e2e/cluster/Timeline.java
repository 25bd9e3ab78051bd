package dev.slipway.e2e.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Everything that happened in the cluster while the tests ran, in the order in which one client saw it and with the time at
 * which it did. Delays are differences of two such times: both have come the same way, so that the way cancels out.
 */
public final class Timeline {
    private static final Timeline SHARED = new Timeline();

    private final Map<String, List<Entry>> entries = new HashMap<>();

    private Timeline() {
        var client = Cluster.client();
        record(client.genericKubernetesResources(Cluster.MODEL_DEPLOYMENTS).inAnyNamespace());
        record(client.pods().inAnyNamespace());
        record(client.apps().replicaSets().inAnyNamespace());
        record(client.apps().deployments().inAnyNamespace());
        record(client.services().inAnyNamespace());
        record(client.configMaps().inAnyNamespace().withLabel("app.kubernetes.io/managed-by", "slipway"));
        record(client.autoscaling().v2().horizontalPodAutoscalers().inAnyNamespace());
        record(client.v1().events().inAnyNamespace());
    }

    /** The record of this run. */
    public static Timeline shared() {
        return SHARED;
    }

    /** One thing that happened. */
    public record Entry(Instant at, boolean deleted, HasMetadata object) {
        public <T extends HasMetadata> Optional<T> as(Class<T> type) {
            return type.isInstance(object) ? Optional.of(type.cast(object)) : Optional.empty();
        }

        public Optional<ModelView> model() {
            return deleted ? Optional.empty() : ModelView.of(object);
        }
    }

    private <T extends HasMetadata> void record(Informable<T> kind) {
        kind.inform(new ResourceEventHandler<>() {
            @Override
            public void onAdd(T object) {
                add(object, false);
            }

            @Override
            public void onUpdate(T before, T now) {
                add(now, false);
            }

            @Override
            public void onDelete(T object, boolean unknown) {
                add(object, true);
            }
        });
    }

    private void add(HasMetadata object, boolean deleted) {
        var entry = new Entry(Instant.now(), deleted, object);
        synchronized (this) {
            entries.computeIfAbsent(object.getMetadata().getNamespace(), n -> new ArrayList<>())
                    .add(entry);
            notifyAll();
        }
    }

    /** Waits for the first entry of the namespace since a moment that matches; it may have happened already. */
    public Entry await(String what, String namespace, Instant since, Duration limit, Predicate<Entry> matches) {
        var deadline = Instant.now().plus(limit);
        try {
            return await(namespace, entry -> !entry.at().isBefore(since) && matches.test(entry), deadline)
                    .orElseThrow(() -> new AssertionError("not seen within " + limit.toSeconds() + " s: " + what));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + what, e);
        }
    }

    private synchronized Optional<Entry> await(String namespace, Predicate<Entry> matches, Instant deadline)
            throws InterruptedException {
        var looked = 0;
        var found = Optional.<Entry>empty();
        var left = Duration.between(Instant.now(), deadline);
        while (found.isEmpty() && left.isPositive()) {
            var all = entries.getOrDefault(namespace, List.of());
            found = all.subList(looked, all.size()).stream().filter(matches).findFirst();
            looked = all.size();
            if (found.isEmpty()) {
                wait(Math.max(1, left.toMillis()));
            }
            left = Duration.between(Instant.now(), deadline);
        }
        return found;
    }

    /** What happened in a namespace until now. */
    public synchronized List<Entry> of(String namespace) {
        return List.copyOf(entries.getOrDefault(namespace, List.of()));
    }

    /** Frees the memory of a namespace that no test looks at any more. */
    synchronized void forget(String namespace) {
        entries.remove(namespace);
    }
}

package dev.slipway.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.javaoperatorsdk.operator.api.reconciler.IndexedResourceCache;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The custom resources of every kind, as the informer of each kind holds them. A kind that depends on objects of another one
 * reads them and hears of their changes here, so that nothing is watched or kept twice.
 */
final class Kinds {
    /** Hears that an object was made (no {@code before}), changed, or is gone (no {@code after}). */
    @FunctionalInterface
    interface Listener<S> {
        void changed(@Nullable S before, @Nullable S after);
    }

    private final Set<Class<?>> expected = ConcurrentHashMap.newKeySet();
    private final Map<Class<?>, IndexedResourceCache<?>> caches = new ConcurrentHashMap<>();
    private final Map<Class<?>, List<Listener<?>>> listeners = new ConcurrentHashMap<>();

    /** Announces a kind that will be reconciled. */
    void expect(Class<?> kind) {
        expected.add(kind);
    }

    /** The kind's informer has listed everything. */
    <S extends HasMetadata> void synced(Class<S> kind, IndexedResourceCache<S> cache) {
        caches.put(kind, cache);
    }

    /** Whether every kind is known whole. Before that, what is missing may only not have been listed yet. */
    boolean complete() {
        return caches.keySet().containsAll(expected);
    }

    <S extends CustomResource<?, ?>> List<S> in(String namespace, Class<S> kind) {
        return Optional.ofNullable(caches.get(kind)).stream()
                .flatMap(cache -> cache.list(namespace, object -> true))
                .map(kind::cast)
                .toList();
    }

    <S> void listen(Class<S> kind, Listener<S> listener) {
        listeners.computeIfAbsent(kind, k -> new CopyOnWriteArrayList<>()).add(listener);
    }

    @SuppressWarnings("unchecked") // Listeners are kept by the class that they listen to.
    <S> void changed(Class<S> kind, @Nullable S before, @Nullable S after) {
        listeners.getOrDefault(kind, List.of()).forEach(l -> ((Listener<S>) l).changed(before, after));
    }
}

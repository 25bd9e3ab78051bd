package dev.slipway.operator.kube;

import io.fabric8.kubernetes.client.CustomResource;
import java.util.Objects;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Another kind, or the same, whose objects an object depends on: it is reconciled again when one of them comes, changes or
 * goes. Both live in one namespace.
 *
 * @param kind of the neighbour
 * @param matters whether the change from the first to the second is one that others must hear of
 * @param concerns whether this neighbour is one that this object depends on
 */
record Neighbour<S extends CustomResource<?, ?>, R extends CustomResource<?, ?>>(
        Class<S> kind, BiPredicate<S, S> matters, BiPredicate<S, R> concerns) {

    /** Changes of the neighbour's spec matter, and that it is being deleted. */
    static <S extends CustomResource<?, ?>, R extends CustomResource<?, ?>> Neighbour<S, R> bySpec(
            Class<S> kind, BiPredicate<S, R> concerns) {
        return new Neighbour<>(kind, Neighbour::specChanged, concerns);
    }

    private static boolean specChanged(CustomResource<?, ?> before, CustomResource<?, ?> after) {
        return !Objects.equals(
                        before.getMetadata().getGeneration(),
                        after.getMetadata().getGeneration())
                || !Objects.equals(
                        before.getMetadata().getDeletionTimestamp(),
                        after.getMetadata().getDeletionTimestamp());
    }

    boolean counts(@Nullable S before, @Nullable S after) {
        return before == null || after == null || matters.test(before, after);
    }

    boolean concerns(@Nullable S before, @Nullable S after, R own) {
        return Stream.of(before, after).anyMatch(neighbour -> neighbour != null && concerns.test(neighbour, own));
    }
}

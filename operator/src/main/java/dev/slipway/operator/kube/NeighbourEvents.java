package dev.slipway.operator.kube;

import io.fabric8.kubernetes.client.CustomResource;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import io.javaoperatorsdk.operator.processing.event.source.ResourceEventAware;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tells the other kinds of this kind's objects, and asks for a reconcile of each object whose neighbour has changed. */
final class NeighbourEvents<R extends CustomResource<?, ?>> extends AbstractEventSource<R, R>
        implements ResourceEventAware<R> {
    private final EventSourceContext<R> context;
    private final Kinds kinds;

    NeighbourEvents(EventSourceContext<R> context, Kinds kinds, List<Neighbour<?, R>> neighbours) {
        super(context.getPrimaryResourceClass(), "neighbours");
        this.context = context;
        this.kinds = kinds;
        neighbours.forEach(this::listenTo);
    }

    /** The framework starts the kind's own informer before it starts this. */
    @Override
    public void start() {
        super.start();
        kinds.synced(context.getPrimaryResourceClass(), context.getPrimaryCache());
    }

    private <S extends CustomResource<?, ?>> void listenTo(Neighbour<S, R> neighbour) {
        kinds.listen(neighbour.kind(), (before, after) -> {
            if (isRunning() && neighbour.counts(before, after)) {
                concerned(neighbour, before, after)
                        .forEach(id -> getEventHandler().handleEvent(new Event(id)));
            }
        });
    }

    private <S extends CustomResource<?, ?>> List<ResourceID> concerned(
            Neighbour<S, R> neighbour, @Nullable S before, @Nullable S after) {
        return Stream.of(before, after)
                .filter(object -> object != null)
                .findFirst()
                .map(object -> object.getMetadata().getNamespace())
                .stream()
                .flatMap(namespace ->
                        context.getPrimaryCache().list(namespace, own -> neighbour.concerns(before, after, own)))
                .map(ResourceID::fromResource)
                .toList();
    }

    @Override
    public void onResourceCreated(R resource) {
        kinds.changed(context.getPrimaryResourceClass(), null, resource);
    }

    @Override
    public void onResourceUpdated(R now, R before) {
        kinds.changed(context.getPrimaryResourceClass(), before, now);
    }

    @Override
    public void onResourceDeleted(R resource) {
        kinds.changed(context.getPrimaryResourceClass(), resource, null);
    }

    @Override
    public Set<R> getSecondaryResources(R primary) {
        return Set.of();
    }
}

package dev.slipway.operator.kube;

import dev.slipway.operator.registry.AliasWatch;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import java.util.Set;

/** Asks for a reconcile of each object that follows an alias of which something new is known. */
final class AliasEvents<R extends HasMetadata> extends AbstractEventSource<R, R> {
    private final EventSourceContext<R> context;
    private final AliasWatch watch;

    AliasEvents(EventSourceContext<R> context, AliasWatch watch) {
        super(context.getPrimaryResourceClass(), "aliases");
        this.context = context;
        this.watch = watch;
    }

    @Override
    public synchronized void start() {
        super.start();
        watch.connect(
                follower -> getEventHandler().handleEvent(new Event(id(follower))),
                follower -> context.getPrimaryCache().get(id(follower)).isPresent());
    }

    private static ResourceID id(AliasWatch.Follower follower) {
        return new ResourceID(follower.name(), follower.namespace());
    }

    @Override
    public Set<R> getSecondaryResources(R primary) {
        return Set.of();
    }
}

package dev.slipway.operator.kube;

import dev.slipway.operator.model.News;
import dev.slipway.operator.model.ObjectName;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import java.util.Set;

/** Asks for a reconcile of each object of which something new is known from elsewhere than the API server. */
final class NewsEvents<R extends HasMetadata> extends AbstractEventSource<R, R> {
    private final EventSourceContext<R> context;
    private final News news;

    NewsEvents(String name, EventSourceContext<R> context, News news) {
        super(context.getPrimaryResourceClass(), name);
        this.context = context;
        this.news = news;
    }

    @Override
    public synchronized void start() {
        super.start();
        news.connect(
                object -> getEventHandler().handleEvent(new Event(id(object))),
                object -> context.getPrimaryCache().get(id(object)).isPresent());
    }

    private static ResourceID id(ObjectName object) {
        return new ResourceID(object.name(), object.namespace());
    }

    @Override
    public Set<R> getSecondaryResources(R primary) {
        return Set.of();
    }
}

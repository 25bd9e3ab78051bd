package dev.slipway.operator.acknowledgement;

import dev.slipway.operator.model.News;
import dev.slipway.operator.model.ObjectName;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Asks model servers for their status, away from the threads that reconcile, until each has measured itself. */
public final class ModelServerWatch implements ModelServers, News, AutoCloseable {
    private final StatusPolling<AskedModelServer> polling;

    public ModelServerWatch(Clock clock) {
        this.polling = new StatusPolling<>("model-servers", clock, AskedModelServer::new);
    }

    @Override
    public void connect(Consumer<ObjectName> changed, Predicate<ObjectName> exists) {
        polling.connect(changed, exists);
    }

    @Override
    public Optional<ModelServerReport> of(ObjectName model, String pod, String address) {
        return polling.ask(address, (server, now) -> server.ask(model, pod, now))
                .known();
    }

    @Override
    public void close() {
        polling.close();
    }
}

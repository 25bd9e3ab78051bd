package dev.slipway.operator.acknowledgement;

import dev.slipway.operator.model.News;
import dev.slipway.operator.model.ObjectName;
import java.time.Clock;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Asks inference routers for their status, away from the threads that reconcile: quickly until they have the document that they
 * should have, closely while they judge a rollout, else now and then or not at all.
 */
public final class RouterWatch implements Routers, News, AutoCloseable {
    private final StatusPolling<AskedRouter> polling;

    public RouterWatch(Clock clock) {
        this.polling = new StatusPolling<>("routers", clock, AskedRouter::new);
    }

    @Override
    public void connect(Consumer<ObjectName> changed, Predicate<ObjectName> exists) {
        polling.connect(changed, exists);
    }

    @Override
    public RouterReport of(ObjectName route, String address, String wanted, Attention attention) {
        return polling.ask(address, (router, now) -> router.ask(route, wanted, attention, now))
                .known();
    }

    @Override
    public void close() {
        polling.close();
    }
}

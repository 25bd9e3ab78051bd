package dev.slipway.operator.acknowledgement;

import dev.slipway.operator.model.News;
import dev.slipway.operator.model.ObjectName;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Asks inference routers for their status, away from the threads that reconcile: quickly until they have the document that they
 * should have, closely while they judge a rollout, else now and then or not at all.
 */
public final class RouterWatch implements Routers, News, AutoCloseable {
    /** Routers that no reconcile has asked about for so long are forgotten: longer than the time between two resyncs. */
    private static final Duration FORGOTTEN = Duration.ofMinutes(15);

    private static final int PARALLEL = 16;

    private final StatusClient client;
    private final Clock clock;
    private final Map<String, AskedRouter> asked = new ConcurrentHashMap<>();
    private final Semaphore turns = new Semaphore(PARALLEL);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("routers").factory());
    private volatile Consumer<ObjectName> changed = object -> {};
    private volatile Predicate<ObjectName> exists = object -> true;

    public RouterWatch(Clock clock) {
        this(clock, new StatusClient());
    }

    RouterWatch(Clock clock, StatusClient client) {
        this.clock = clock;
        this.client = client;
    }

    @Override
    public void connect(Consumer<ObjectName> changed, Predicate<ObjectName> exists) {
        this.changed = changed;
        this.exists = exists;
    }

    @Override
    public RouterReport of(ObjectName route, String address, String wanted, Attention attention) {
        var now = clock.instant();
        asked.values().removeIf(router -> router.idleSince(now.minus(FORGOTTEN)));
        var router = asked.computeIfAbsent(address, a -> new AskedRouter(now));
        if (router.ask(route, wanted, attention, now)) {
            schedule(address, router, Duration.ZERO);
        }
        return router.known();
    }

    private void schedule(String address, AskedRouter router, Duration delay) {
        if (!timer.isShutdown()) {
            var _ = timer.schedule(
                    () -> Thread.ofVirtual().name("router").start(() -> poll(address, router)),
                    delay.toMillis(),
                    TimeUnit.MILLISECONDS);
        }
    }

    private void poll(String address, AskedRouter router) {
        try {
            turns.acquire();
            boolean isNews;
            try {
                isNews = router.learn(client.status(address).flatMap(RouterReport::read), clock.instant());
            } finally {
                turns.release();
            }
            if (isNews) {
                router.routes().stream().filter(exists).forEach(changed);
            }
            router.pause(clock.instant().minus(FORGOTTEN))
                    .filter(delay -> asked.get(address) == router)
                    .ifPresent(delay -> schedule(address, router, delay));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        client.close();
    }
}

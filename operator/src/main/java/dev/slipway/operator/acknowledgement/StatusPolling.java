package dev.slipway.operator.acknowledgement;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.operator.model.News;
import dev.slipway.operator.model.ObjectName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Asks processes for their status, away from the threads that reconcile, as often as each of them calls for, and tells the
 * objects that care of what is new.
 *
 * @param <P> what is known of a process, and when it is asked again
 */
final class StatusPolling<P extends StatusPolling.Asked> implements News, AutoCloseable {
    /** Processes that no reconcile has asked about for so long are forgotten: longer than the time between two resyncs. */
    private static final Duration FORGOTTEN = Duration.ofMinutes(15);

    private static final int PARALLEL = 16;

    /** One process. Called from several threads. */
    interface Asked {
        /** Takes an answer in, or that there was none; whether anything has changed. */
        boolean learn(Optional<JsonNode> status, Instant now);

        /** The objects that care. */
        Set<ObjectName> askers();

        /** When it is asked again; empty if the next question begins anew. */
        Optional<Duration> pause(Instant interestedSince);

        /** Whether nobody has asked since, and it is not being asked. */
        boolean idleSince(Instant time);
    }

    private final StatusClient client = new StatusClient();
    private final Clock clock;
    private final Function<Instant, P> begin;
    private final Map<String, P> asked = new ConcurrentHashMap<>();
    private final Semaphore turns = new Semaphore(PARALLEL);
    private final ScheduledExecutorService timer;
    private volatile Consumer<ObjectName> changed = object -> {};
    private volatile Predicate<ObjectName> exists = object -> true;

    /**
     * @param name of its threads
     * @param begin a process of which nothing is known yet
     */
    StatusPolling(String name, Clock clock, Function<Instant, P> begin) {
        this.clock = clock;
        this.begin = begin;
        this.timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name(name).factory());
    }

    @Override
    public void connect(Consumer<ObjectName> changed, Predicate<ObjectName> exists) {
        this.changed = changed;
        this.exists = exists;
    }

    /**
     * The process at this address.
     *
     * @param ask takes a question in; whether asking the process has to begin
     */
    P ask(String address, Asking<P> ask) {
        var now = clock.instant();
        asked.values().removeIf(process -> process.idleSince(now.minus(FORGOTTEN)));
        var process = asked.computeIfAbsent(address, a -> begin.apply(now));
        if (ask.begins(process, now)) {
            schedule(address, process, Duration.ZERO);
        }
        return process;
    }

    /** A question to a process. */
    @FunctionalInterface
    interface Asking<P> {
        boolean begins(P process, Instant now);
    }

    private void schedule(String address, P process, Duration delay) {
        if (!timer.isShutdown()) {
            var _ = timer.schedule(
                    () -> Thread.ofVirtual().name("status").start(() -> poll(address, process)),
                    delay.toMillis(),
                    TimeUnit.MILLISECONDS);
        }
    }

    private void poll(String address, P process) {
        try {
            turns.acquire();
            boolean isNews;
            try {
                isNews = process.learn(client.status(address), clock.instant());
            } finally {
                turns.release();
            }
            if (isNews) {
                process.askers().stream().filter(exists).forEach(changed);
            }
            process.pause(clock.instant().minus(FORGOTTEN))
                    .filter(delay -> asked.get(address) == process)
                    .ifPresent(delay -> schedule(address, process, delay));
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

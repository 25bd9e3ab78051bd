package dev.slipway.operator.acknowledgement;

import dev.slipway.operator.model.News;
import dev.slipway.operator.model.ObjectName;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Asks processes which configuration is in force, away from the threads that reconcile, until each has what it should have.
 * Then it asks no more: at rest it is silent. A process that does not answer, because it is gone or because no way leads there,
 * is asked less and less often.
 */
public final class AcknowledgementWatch implements Acknowledgements, News, AutoCloseable {
    private static final Duration FIRST = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofSeconds(15);

    /** After so long a silence there is no point in waiting for an answer. */
    private static final Duration SILENCE = Duration.ofSeconds(60);

    /** Processes that nobody has asked about for so long are forgotten. */
    private static final Duration FORGOTTEN = Duration.ofMinutes(15);

    private static final int PARALLEL = 16;

    private final StatusClient client;
    private final Clock clock;
    private final Map<String, AskedProcess> asked = new ConcurrentHashMap<>();
    private final Semaphore turns = new Semaphore(PARALLEL);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("acknowledgements").factory());
    private volatile Consumer<ObjectName> changed = object -> {};
    private volatile Predicate<ObjectName> exists = object -> true;

    public AcknowledgementWatch(Clock clock) {
        this(clock, new StatusClient());
    }

    AcknowledgementWatch(Clock clock, StatusClient client) {
        this.clock = clock;
        this.client = client;
    }

    @Override
    public void connect(Consumer<ObjectName> changed, Predicate<ObjectName> exists) {
        this.changed = changed;
        this.exists = exists;
    }

    @Override
    public Acknowledgement of(ObjectName asker, String address, String wanted) {
        var now = clock.instant();
        forget(now);
        var process = asked.computeIfAbsent(address, a -> new AskedProcess(now));
        if (process.ask(asker, wanted, now)) {
            schedule(address, process, Duration.ZERO);
        }
        return process.known();
    }

    private void forget(Instant now) {
        asked.values().removeIf(process -> process.askedBefore(now.minus(FORGOTTEN)));
    }

    private void schedule(String address, AskedProcess process, Duration delay) {
        if (!timer.isShutdown()) {
            var _ = timer.schedule(
                    () -> Thread.ofVirtual().name("acknowledgement").start(() -> poll(address, process)),
                    delay.toMillis(),
                    TimeUnit.MILLISECONDS);
        }
    }

    private void poll(String address, AskedProcess process) {
        try {
            turns.acquire();
            boolean isNews;
            try {
                isNews = process.learn(client.ask(address), clock.instant(), SILENCE);
            } finally {
                turns.release();
            }
            if (isNews) {
                process.askers().stream().filter(exists).forEach(changed);
            }
            if (process.goesOn(clock.instant().minus(FORGOTTEN)) && asked.get(address) == process) {
                schedule(address, process, process.pause(FIRST, LONGEST));
            }
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

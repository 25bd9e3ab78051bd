package dev.slipway.operator.kube;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.AbstractEventSource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Proves that reconciling works: every half minute it asks for one object to be reconciled, in turn, which costs no API call
 * where nothing has changed. If no reconcile at all ends within a minute of that, the process is stuck and must be restarted.
 * A replica that waits for leadership watches but does not reconcile, and is not asked.
 */
final class Canary<R extends HasMetadata> extends AbstractEventSource<R, R> {
    private static final Duration PERIOD = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** The oldest request that has not been followed by the end of any reconcile. */
    private record Request(Instant at, long finishedBefore) {}

    private final EventSourceContext<R> context;
    private final BooleanSupplier leading;
    private final ReconcileMeter meter;
    private final Clock clock;
    private @Nullable ScheduledExecutorService timer;
    private @Nullable ScheduledFuture<?> song;
    private @Nullable Request waiting;
    private @Nullable ResourceID last;

    Canary(EventSourceContext<R> context, BooleanSupplier leading, ReconcileMeter meter, Clock clock) {
        super(context.getPrimaryResourceClass(), "canary");
        this.context = context;
        this.leading = leading;
        this.meter = meter;
        this.clock = clock;
    }

    @Override
    public synchronized void start() {
        super.start();
        timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("canary").factory());
        song = timer.scheduleAtFixedRate(this::sing, PERIOD.toSeconds(), PERIOD.toSeconds(), TimeUnit.SECONDS);
    }

    @Override
    public synchronized void stop() {
        super.stop();
        waiting = null;
        if (timer != null && song != null) {
            song.cancel(false);
            timer.shutdownNow();
        }
    }

    private synchronized void sing() {
        if (!leading.getAsBoolean()) {
            return;
        }
        alive();
        next().ifPresent(id -> {
            if (waiting == null) {
                waiting = new Request(clock.instant(), meter.finished());
            }
            last = id;
            getEventHandler().handleEvent(new Event(id));
        });
    }

    private Optional<ResourceID> next() {
        var order = Comparator.comparing((ResourceID id) -> id.getNamespace() + "/" + id.getName());
        var ids = context.getPrimaryCache().keys().sorted(order).toList();
        return ids.stream()
                .filter(id -> last == null || order.compare(id, last) > 0)
                .findFirst()
                .or(() -> ids.stream().findFirst());
    }

    /** Whether reconciles end, as far as is known. */
    synchronized boolean alive() {
        if (waiting == null) {
            return true;
        }
        if (meter.finished() > waiting.finishedBefore()) {
            waiting = null;
            return true;
        }
        return waiting.at().plus(PATIENCE).isAfter(clock.instant());
    }

    @Override
    public Set<R> getSecondaryResources(R primary) {
        return Set.of();
    }
}

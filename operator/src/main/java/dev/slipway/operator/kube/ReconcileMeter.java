package dev.slipway.operator.kube;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** Counts and times reconciles by kind and outcome; never by object, whose number has no bound. */
public final class ReconcileMeter {
    private final MeterRegistry registry;
    private final AtomicLong finished = new AtomicLong();

    public ReconcileMeter(MeterRegistry registry) {
        this.registry = registry;
    }

    <T> T measure(String kind, Supplier<T> reconcile) {
        var sample = Timer.start(registry);
        var outcome = "failed";
        try {
            var result = reconcile.get();
            outcome = "done";
            return result;
        } finally {
            finished.incrementAndGet();
            sample.stop(Timer.builder("slipway.reconcile")
                    .description("Time of one reconcile")
                    .tag("kind", kind)
                    .tag("outcome", outcome)
                    .publishPercentileHistogram()
                    .register(registry));
        }
    }

    /** Reconciles that ended since the start, well or not. */
    public long finished() {
        return finished.get();
    }
}

package dev.slipway.operator.kube;

import dev.slipway.api.common.Condition;
import dev.slipway.operator.status.ConditionType;
import dev.slipway.operator.status.Conditions;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Counts and times reconciles by kind and outcome; never by object, whose number has no bound. */
public final class ReconcileMeter {
    private static final List<ConditionType> STATES =
            List.of(ConditionType.READY, ConditionType.RECONCILING, ConditionType.STALLED, ConditionType.PAUSED);

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

    /** Publishes how many objects of a kind are in each state: what an alert on stalled objects reads. */
    void countObjects(String kind, Supplier<Stream<List<Condition>>> conditions) {
        for (var state : STATES) {
            Gauge.builder(
                            "slipway.objects",
                            () -> conditions
                                    .get()
                                    .filter(c -> Conditions.isTrue(c, state))
                                    .count())
                    .description("Objects by state")
                    .tag("kind", kind)
                    .tag("state", state.word())
                    .register(registry);
        }
    }

    /** Reconciles that ended since the start, well or not. */
    public long finished() {
        return finished.get();
    }
}

package dev.slipway.operator.modeldeployment.plan;

import static dev.slipway.operator.workload.plan.DurationRules.outside;
import static dev.slipway.operator.workload.plan.DurationRules.unreadable;

import dev.slipway.api.modeldeployment.ModelDeploymentSpec;
import dev.slipway.api.modeldeployment.ServerSpec;
import dev.slipway.operator.model.Durations;
import dev.slipway.operator.model.Quantities;
import dev.slipway.operator.status.Refusal;
import dev.slipway.operator.workload.plan.ResourceRules;
import dev.slipway.operator.workload.plan.ScalingRules;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What the schema cannot check: fields that contradict each other, and values out of their range. */
public final class SpecReview {
    private static final BigDecimal MOST_CACHE_BYTES = BigDecimal.valueOf(2047L << 20);
    private static final BigDecimal SMALLEST_LOG_BUFFER = BigDecimal.valueOf(256 << 10);
    private static final Duration SHORTEST_RETENTION = Duration.ofDays(1);

    /** As many seconds as an int holds. */
    private static final Duration LONGEST_RETENTION = Duration.ofDays(24_855);

    private static final List<Function<ModelDeploymentSpec, Optional<Refusal>>> RULES = List.of(
            SpecReview::durationsAreReadable,
            spec -> ResourceRules.areStandardOnes(
                    "spec.resources", spec.resources(), "; ask for devices with spec.gpu"),
            spec -> ResourceRules.requestsFitLimits("spec.resources", spec.resources()),
            SpecReview::executionProvidersAreDistinct,
            SpecReview::meansHaveRowsToBeTakenOver,
            SpecReview::waitsAreInRange,
            SpecReview::responseCacheFits,
            SpecReview::progressDeadlineIsPositive,
            SpecReview::pollIntervalIsInRange,
            spec -> ScalingRules.windowsAreInRange("spec.scaling", spec.scaling()),
            SpecReview::predictionLogHasRoom);

    private SpecReview() {}

    public static Optional<Refusal> of(ModelDeploymentSpec spec) {
        return RULES.stream()
                .map(rule -> rule.apply(spec))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** The schema bounds their form, not their size. */
    private static Optional<Refusal> durationsAreReadable(ModelDeploymentSpec spec) {
        return unreadable(
                        "spec.server.responseCache.ttl",
                        spec.server().responseCache().ttl())
                .or(() -> unreadable(
                        "spec.server.batching.maxDelay",
                        spec.server().batching().maxDelay()))
                .or(() -> unreadable(
                        "spec.server.queue.deadline", spec.server().queue().deadline()))
                .or(() -> unreadable(
                        "spec.rollout.progressDeadline", spec.rollout().progressDeadline()))
                .or(() -> unreadable("spec.model.registry.pollInterval", pollInterval(spec)))
                .or(() -> unreadable(
                        "spec.predictionLog.retention",
                        spec.predictionLog() == null
                                ? null
                                : spec.predictionLog().retention()))
                .or(() -> ScalingRules.unreadable("spec.scaling", spec.scaling()));
    }

    private static Optional<Refusal> predictionLogHasRoom(ModelDeploymentSpec spec) {
        var log = spec.predictionLog();
        if (log == null) {
            return Optional.empty();
        }
        if (Quantities.value(log.maxBuffer()).compareTo(SMALLEST_LOG_BUFFER) < 0) {
            return Optional.of(Refusal.invalid(
                    "spec.predictionLog.maxBuffer is " + log.maxBuffer() + "; it must be at least 256Ki."));
        }
        var retention = Durations.parse(log.retention());
        return retention.compareTo(SHORTEST_RETENTION) < 0 || retention.compareTo(LONGEST_RETENTION) > 0
                ? Optional.of(Refusal.invalid("spec.predictionLog.retention is " + log.retention()
                        + "; partitions are days, so it must be from 1d to 24855d."))
                : Optional.empty();
    }

    private static Optional<Refusal> executionProvidersAreDistinct(ModelDeploymentSpec spec) {
        var providers = spec.server().executionProviders();
        return providers == null || new HashSet<>(providers).size() == providers.size()
                ? Optional.empty()
                : Optional.of(Refusal.invalid("spec.server.executionProviders " + providers
                        + " names one twice. Name each once, the preferred first."));
    }

    private static Optional<Refusal> meansHaveRowsToBeTakenOver(ModelDeploymentSpec spec) {
        var explain = spec.server().explain();
        if (explain == null || explain.baseline() == ServerSpec.Baseline.Zero) {
            return Optional.empty();
        }
        if (explain.method() == ServerSpec.ExplainMethod.Shapley) {
            return Optional.of(
                    Refusal.invalid("spec.server.explain.baseline Mean is for Occlusion: Shapley values of trees need"
                            + " no baseline. Leave it out."));
        }
        return spec.server().golden() == null
                ? Optional.of(Refusal.invalid("spec.server.explain.baseline Mean is the mean of the golden requests:"
                        + " set spec.server.golden, or use Zero."))
                : Optional.empty();
    }

    /** The bounds of the model server's own configuration. */
    private static Optional<Refusal> waitsAreInRange(ModelDeploymentSpec spec) {
        var server = spec.server();
        return outside(
                        "spec.server.batching.maxDelay",
                        server.batching().maxDelay(),
                        Duration.ZERO,
                        Duration.ofMinutes(1))
                .or(() -> outside(
                        "spec.server.queue.deadline",
                        server.queue().deadline(),
                        Duration.ofMillis(1),
                        Duration.ofHours(1)))
                .or(() -> outside(
                        "spec.server.responseCache.ttl",
                        server.responseCache().ttl(),
                        Duration.ZERO,
                        Duration.ofDays(24)));
    }

    private static Optional<Refusal> responseCacheFits(ModelDeploymentSpec spec) {
        var bytes = spec.server().responseCache().maxBytes();
        try {
            var value = Quantities.value(bytes);
            return value.signum() < 0 || value.compareTo(MOST_CACHE_BYTES) > 0
                    ? Optional.of(Refusal.invalid(
                            "spec.server.responseCache.maxBytes " + bytes + " is out of range: use 0 to 2047Mi."))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(Refusal.invalid("spec.server.responseCache.maxBytes: " + e.getMessage() + "."));
        }
    }

    private static Optional<Refusal> progressDeadlineIsPositive(ModelDeploymentSpec spec) {
        return outside(
                "spec.rollout.progressDeadline",
                spec.rollout().progressDeadline(),
                Duration.ofSeconds(1),
                Duration.ofDays(7));
    }

    private static Optional<Refusal> pollIntervalIsInRange(ModelDeploymentSpec spec) {
        return outside(
                "spec.model.registry.pollInterval", pollInterval(spec), Duration.ofSeconds(1), Duration.ofDays(1));
    }

    private static @Nullable String pollInterval(ModelDeploymentSpec spec) {
        var registry = spec.model().registry();
        return registry == null ? null : registry.pollInterval();
    }
}

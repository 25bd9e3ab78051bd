package dev.slipway.operator.modeldeployment.plan;

import dev.slipway.api.common.Scaling;
import dev.slipway.api.modeldeployment.ModelDeploymentSpec;
import dev.slipway.api.modeldeployment.Rollout;
import dev.slipway.api.modeldeployment.ServerSpec;
import dev.slipway.api.modeldeployment.ServerSpec.ExecutionProvider;
import dev.slipway.api.modeldeployment.ServerSpec.Precision;
import dev.slipway.operator.model.Durations;
import dev.slipway.operator.model.Quantities;
import dev.slipway.operator.status.ConditionType;
import dev.slipway.operator.status.Reason;
import dev.slipway.operator.status.Verdict.Severity;
import io.fabric8.kubernetes.api.model.Quantity;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the schema cannot check: fields that are not honoured yet, and fields that contradict each other. */
public final class SpecReview {
    /** A spec that cannot be put into effect, and why. */
    public record Refusal(Reason reason, String message, ConditionType home, Severity severity) {
        Refusal(Reason reason, String message) {
            this(reason, message, ConditionType.ACCEPTED, Severity.STUCK);
        }
    }

    private static final BigDecimal MOST_CACHE_BYTES = BigDecimal.valueOf(2047L << 20);
    private static final BigDecimal SMALLEST_LOG_BUFFER = BigDecimal.valueOf(256 << 10);
    private static final Duration SHORTEST_RETENTION = Duration.ofDays(1);

    /** As many seconds as an int holds. */
    private static final Duration LONGEST_RETENTION = Duration.ofDays(24_855);

    private static final List<String> STANDARD_RESOURCES = List.of("cpu", "memory", "ephemeral-storage");

    private static final List<Function<ModelDeploymentSpec, Optional<Refusal>>> RULES = List.of(
            SpecReview::durationsAreReadable,
            SpecReview::everyFieldIsHonoured,
            SpecReview::resourcesAreStandardOnes,
            SpecReview::requestsFitLimits,
            SpecReview::executionProvidersAreDistinct,
            SpecReview::waitsAreInRange,
            SpecReview::responseCacheFits,
            SpecReview::progressDeadlineIsPositive,
            SpecReview::pollIntervalIsInRange,
            SpecReview::autoscalerWindowsAreInRange,
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
        var metrics = spec.scaling().metrics();
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
                .or(() -> unreadable("spec.scaling.metrics.queueDelay", metrics == null ? null : metrics.queueDelay()))
                .or(() -> unreadable(spec.scaling().behavior()));
    }

    private static Optional<Refusal> unreadable(Scaling.@Nullable Behavior behavior) {
        return behavior == null
                ? Optional.empty()
                : unreadable("spec.scaling.behavior.scaleUp", behavior.scaleUp())
                        .or(() -> unreadable("spec.scaling.behavior.scaleDown", behavior.scaleDown()));
    }

    private static Optional<Refusal> unreadable(String path, Scaling.@Nullable Policy policy) {
        return policy == null
                ? Optional.empty()
                : unreadable(path + ".period", policy.period())
                        .or(() -> unreadable(path + ".stabilization", policy.stabilization()));
    }

    private static Optional<Refusal> unreadable(String path, @Nullable String duration) {
        if (duration == null) {
            return Optional.empty();
        }
        try {
            Durations.parse(duration);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(invalid(path + ": " + e.getMessage() + "."));
        }
    }

    private static Optional<Refusal> everyFieldIsHonoured(ModelDeploymentSpec spec) {
        var server = spec.server();
        return Stream.of(
                        cuda(server) ? "spec.server.executionProviders CUDA" : null,
                        server.precision() == Precision.FP32 ? null : "spec.server.precision " + server.precision(),
                        server.explain() == null || server.explain().baseline() == ServerSpec.Baseline.Zero
                                ? null
                                : "spec.server.explain.baseline Mean (use Zero)",
                        spec.rollout().strategy() == Rollout.Strategy.Progressive
                                ? "spec.rollout.strategy Progressive (use Rolling or Recreate)"
                                : null,
                        spec.features() == null ? null : "spec.features")
                .filter(field -> field != null)
                .findFirst()
                .map(field -> new Refusal(
                        Reason.NOT_IMPLEMENTED,
                        field + " is not implemented in this version. Remove it, or upgrade Slipway when it is."));
    }

    private static Optional<Refusal> predictionLogHasRoom(ModelDeploymentSpec spec) {
        var log = spec.predictionLog();
        if (log == null) {
            return Optional.empty();
        }
        if (Quantities.value(log.maxBuffer()).compareTo(SMALLEST_LOG_BUFFER) < 0) {
            return Optional.of(
                    invalid("spec.predictionLog.maxBuffer is " + log.maxBuffer() + "; it must be at least 256Ki."));
        }
        var retention = Durations.parse(log.retention());
        return retention.compareTo(SHORTEST_RETENTION) < 0 || retention.compareTo(LONGEST_RETENTION) > 0
                ? Optional.of(invalid("spec.predictionLog.retention is " + log.retention()
                        + "; partitions are days, so it must be from 1d to 24855d."))
                : Optional.empty();
    }

    private static boolean cuda(ServerSpec server) {
        return server.executionProviders() != null
                && server.executionProviders().contains(ExecutionProvider.CUDA);
    }

    private static Optional<Refusal> resourcesAreStandardOnes(ModelDeploymentSpec spec) {
        return Stream.concat(spec.resources().requests().keySet().stream(), spec.resources().limits().keySet().stream())
                .filter(name -> !STANDARD_RESOURCES.contains(name))
                .sorted()
                .findFirst()
                .map(name -> invalid("spec.resources names " + name
                        + ": only cpu, memory and ephemeral-storage belong there; ask for devices with spec.gpu."));
    }

    private static Optional<Refusal> requestsFitLimits(ModelDeploymentSpec spec) {
        for (var request : spec.resources().requests().entrySet()) {
            var problem = requestProblem(
                    request.getKey(), request.getValue(), spec.resources().limits());
            if (problem.isPresent()) {
                return problem;
            }
        }
        return spec.resources().limits().entrySet().stream()
                .map(limit -> quantityProblem("limits", limit.getKey(), limit.getValue()))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<Refusal> requestProblem(String name, Quantity request, Map<String, Quantity> limits) {
        var problem = quantityProblem("requests", name, request);
        var limit = limits.get(name);
        if (problem.isPresent()
                || limit == null
                || quantityProblem("limits", name, limit).isPresent()) {
            return problem;
        }
        return Quantities.value(request).compareTo(Quantities.value(limit)) > 0
                ? Optional.of(invalid("spec.resources.requests." + name + " " + request + " is more than the limit "
                        + limit + ". Lower the request or raise the limit."))
                : Optional.empty();
    }

    private static Optional<Refusal> quantityProblem(String list, String name, Quantity quantity) {
        try {
            Quantities.canonical(quantity);
            return Quantities.value(quantity).signum() < 0
                    ? Optional.of(invalid("spec.resources." + list + "." + name + " " + quantity + " is negative."))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(invalid("spec.resources." + list + "." + name + ": " + e.getMessage() + "."));
        }
    }

    private static Optional<Refusal> executionProvidersAreDistinct(ModelDeploymentSpec spec) {
        var providers = spec.server().executionProviders();
        return providers == null || new HashSet<>(providers).size() == providers.size()
                ? Optional.empty()
                : Optional.of(invalid("spec.server.executionProviders " + providers
                        + " names one twice. Name each once, the preferred first."));
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
                    ? Optional.of(invalid(
                            "spec.server.responseCache.maxBytes " + bytes + " is out of range: use 0 to 2047Mi."))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(invalid("spec.server.responseCache.maxBytes: " + e.getMessage() + "."));
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

    private static Optional<Refusal> autoscalerWindowsAreInRange(ModelDeploymentSpec spec) {
        var behavior = spec.scaling().behavior();
        if (behavior == null) {
            return Optional.empty();
        }
        return policyProblem("scaleUp", behavior.scaleUp()).or(() -> policyProblem("scaleDown", behavior.scaleDown()));
    }

    private static Optional<Refusal> policyProblem(String direction, Scaling.@Nullable Policy policy) {
        if (policy == null) {
            return Optional.empty();
        }
        var path = "spec.scaling.behavior." + direction;
        return outside(path + ".period", policy.period(), Duration.ofSeconds(1), Duration.ofMinutes(30))
                .or(() -> outside(path + ".stabilization", policy.stabilization(), Duration.ZERO, Duration.ofHours(1)));
    }

    private static Optional<Refusal> outside(String path, @Nullable String text, Duration least, Duration most) {
        if (text == null) {
            return Optional.empty();
        }
        var value = Durations.parse(text);
        return value.compareTo(least) < 0 || value.compareTo(most) > 0
                ? Optional.of(invalid(path + " " + text + " is out of range: use " + least.toSeconds() + "s to "
                        + most.toSeconds() + "s."))
                : Optional.empty();
    }

    private static Refusal invalid(String message) {
        return new Refusal(Reason.INVALID_SPEC, message);
    }
}

package dev.slipway.operator.workload.plan;

import dev.slipway.api.common.Scaling;
import dev.slipway.operator.status.Refusal;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the schema cannot say of scaling. */
public final class ScalingRules {
    private ScalingRules() {}

    /** @param path of the field, such as {@code spec.scaling} */
    public static Optional<Refusal> unreadable(String path, Scaling scaling) {
        var metrics = scaling.metrics();
        return DurationRules.unreadable(path + ".metrics.queueDelay", metrics == null ? null : metrics.queueDelay())
                .or(() -> unreadable(path + ".behavior", scaling.behavior()));
    }

    private static Optional<Refusal> unreadable(String path, Scaling.@Nullable Behavior behavior) {
        return behavior == null
                ? Optional.empty()
                : unreadable(path + ".scaleUp", behavior.scaleUp())
                        .or(() -> unreadable(path + ".scaleDown", behavior.scaleDown()));
    }

    private static Optional<Refusal> unreadable(String path, Scaling.@Nullable Policy policy) {
        return policy == null
                ? Optional.empty()
                : DurationRules.unreadable(path + ".period", policy.period())
                        .or(() -> DurationRules.unreadable(path + ".stabilization", policy.stabilization()));
    }

    /** For scaling that can be read. */
    public static Optional<Refusal> windowsAreInRange(String path, Scaling scaling) {
        var behavior = scaling.behavior();
        return behavior == null
                ? Optional.empty()
                : policyProblem(path + ".behavior.scaleUp", behavior.scaleUp())
                        .or(() -> policyProblem(path + ".behavior.scaleDown", behavior.scaleDown()));
    }

    private static Optional<Refusal> policyProblem(String path, Scaling.@Nullable Policy policy) {
        return policy == null
                ? Optional.empty()
                : DurationRules.outside(
                                path + ".period", policy.period(), Duration.ofSeconds(1), Duration.ofMinutes(30))
                        .or(() -> DurationRules.outside(
                                path + ".stabilization", policy.stabilization(), Duration.ZERO, Duration.ofHours(1)));
    }
}

package dev.slipway.api.common;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** How many replicas, and who decides. */
@ValidationRule(
        value = "self.mode == 'Hpa' ? has(self.maxReplicas) : true",
        message = "mode Hpa needs maxReplicas: the autoscaler must know where to stop")
@ValidationRule(
        value = "self.mode == 'Hpa' || !has(self.maxReplicas)",
        messageExpression = "'maxReplicas is for mode Hpa and mode is ' + self.mode + ': remove it, or set mode: Hpa'",
        fieldPath = ".maxReplicas")
@ValidationRule(
        value = "self.mode == 'Hpa' || !has(self.metrics)",
        messageExpression = "'metrics are for mode Hpa and mode is ' + self.mode + ': remove them, or set mode: Hpa'",
        fieldPath = ".metrics")
@ValidationRule(
        value = "self.mode == 'Hpa' || !has(self.behavior)",
        messageExpression = "'behavior is for mode Hpa and mode is ' + self.mode + ': remove it, or set mode: Hpa'",
        fieldPath = ".behavior")
@ValidationRule(
        value = "!has(self.maxReplicas) || self.minReplicas <= self.maxReplicas",
        messageExpression =
                "'minReplicas %s is more than maxReplicas %s'.format([string(self.minReplicas), string(self.maxReplicas)])",
        fieldPath = ".minReplicas")
@ValidationRule(
        value = "self.mode != 'Hpa' || self.minReplicas >= 1",
        message = "mode Hpa needs minReplicas of at least 1: an autoscaler cannot wake what has no replica",
        fieldPath = ".minReplicas")
public record Scaling(
        @JsonPropertyDescription(
                "Fixed keeps minReplicas; Hpa creates a HorizontalPodAutoscaler; External never writes the replicas after the first time, so that another autoscaler may.")
        @Default("Fixed")
        Mode mode,

        @JsonPropertyDescription("Replicas in mode Fixed; the least in mode Hpa; the first in mode External.")
        @Default("1")
        @Min(0)
        @Max(1000)
        Integer minReplicas,

        @JsonPropertyDescription("Most replicas in mode Hpa.") @Min(1) @Max(1000) @Nullable
        Integer maxReplicas,

        @JsonPropertyDescription("What the autoscaler holds, any subset. Default: cpuUtilization 70.") @Nullable
        Metrics metrics,

        @JsonPropertyDescription("How fast the autoscaler may move.") @Nullable
        Behavior behavior) {

    public static final Scaling ONE_REPLICA = new Scaling(Mode.Fixed, 1, null, null, null);

    public Scaling {
        mode = mode == null ? Mode.Fixed : mode;
        minReplicas = minReplicas == null ? 1 : minReplicas;
    }

    public enum Mode {
        Fixed,
        Hpa,
        External
    }

    /** Targets of the autoscaler: averages over the replicas. The one that asks for most replicas wins. */
    @ValidationRule(
            value =
                    "has(self.cpuUtilization) || has(self.memoryUtilization) || has(self.requestsPerSecond) || has(self.inFlight) || has(self.queueDelay)",
            message = "metrics is empty: name at least one target, or remove it for cpuUtilization 70")
    public record Metrics(
            @JsonPropertyDescription("CPU used, in percent of the request.") @Min(1) @Max(1000) @Nullable
            Integer cpuUtilization,

            @JsonPropertyDescription("Memory used, in percent of the request.") @Min(1) @Max(1000) @Nullable
            Integer memoryUtilization,

            @JsonPropertyDescription("Requests per second of one replica (Pods metric slipway_requests_per_second).")
            @Min(1)
            @Max(10000000)
            @Nullable
            Integer requestsPerSecond,

            @JsonPropertyDescription("Requests inside one replica (Pods metric slipway_in_flight).")
            @Min(1)
            @Max(1000000)
            @Nullable
            Integer inFlight,

            @JsonPropertyDescription(
                    "Time that a request waits in one replica (Pods metric slipway_queue_delay_seconds).")
            @Size(max = Formats.DURATION_MAX)
            @Pattern(Formats.DURATION)
            @Nullable
            String queueDelay) {}

    /** Speed limits of the autoscaler. */
    public record Behavior(
            @JsonPropertyDescription("Limits on adding replicas. Default: 100 percent each 15s, at once.") @Nullable
            Policy scaleUp,

            @JsonPropertyDescription(
                    "Limits on removing replicas. Default: 50 percent each 60s, after 300s of less load.")
            @Nullable
            Policy scaleDown) {}

    /** One direction of scaling. */
    public record Policy(
            @JsonPropertyDescription("Most change within a period, in percent of the present replicas.")
            @Min(1)
            @Max(10000)
            @Nullable
            Integer percent,

            @JsonPropertyDescription("Length of a period, at most 30m.")
            @Size(max = Formats.DURATION_MAX)
            @Pattern(Formats.DURATION)
            @Nullable
            String period,

            @JsonPropertyDescription("How long a recommendation must hold before it is followed, at most 1h.")
            @Size(max = Formats.DURATION_MAX)
            @Pattern(Formats.DURATION)
            @Nullable
            String stabilization) {}
}

package dev.slipway.api.modeldeployment;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.slipway.api.common.Formats;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;

/** How a change reaches the pods. */
public record Rollout(
        @JsonPropertyDescription(
                "Rolling replaces pods without a gap; Recreate stops the old ones first; Progressive starts a candidate beside the active revision, to be judged by an InferenceRoute.")
        @Default("Rolling")
        Strategy strategy,

        @JsonPropertyDescription("A rollout that makes no progress for this long is reported as stalled.")
        @Default(Rollout.DEFAULT_DEADLINE)
        @Size(max = Formats.DURATION_MAX)
        @Pattern(Formats.DURATION)
        String progressDeadline) {

    static final String DEFAULT_DEADLINE = "10m";
    public static final Rollout DEFAULT = new Rollout(Strategy.Rolling, DEFAULT_DEADLINE);

    public Rollout {
        strategy = strategy == null ? Strategy.Rolling : strategy;
        progressDeadline = progressDeadline == null ? DEFAULT_DEADLINE : progressDeadline;
    }

    public enum Strategy {
        Rolling,
        Recreate,
        Progressive
    }
}

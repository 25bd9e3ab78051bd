package dev.slipway.api.inferenceroute;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.slipway.api.common.Formats;
import dev.slipway.api.common.ObjectReference;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A canary: a candidate gets more and more requests as long as it is no worse than the baseline. */
@ValidationRule(
        value = "has(self.candidate) == has(self.baseline)",
        messageExpression =
                "has(self.candidate) ? 'candidate ' + self.candidate + ' has nothing to be compared with: set baseline' : 'baseline ' + self.baseline + ' has no candidate: set candidate'")
@ValidationRule(
        value = "!has(self.candidate) || !has(self.baseline) || self.candidate != self.baseline",
        messageExpression = "'candidate and baseline are both ' + self.candidate + ': compare two targets'",
        fieldPath = ".candidate")
@ValidationRule(
        value =
                "!has(self.steps) || size(self.steps) == 0 || (has(self.steps[size(self.steps) - 1].weight) && self.steps[size(self.steps) - 1].weight == 100)",
        message = "the last step must have weight 100: otherwise the candidate never takes over",
        fieldPath = ".steps")
@ValidationRule(
        value = "!has(self.steps) || self.steps.filter(s, has(s.weight)).map(s, s.weight).isSorted()",
        messageExpression =
                "'weights of steps go down: %s; let them grow'.format([self.steps.filter(s, has(s.weight)).map(s, s.weight)])",
        fieldPath = ".steps")
public record CanaryRollout(
        @JsonPropertyDescription(
                "Target that is tried. Absent, with baseline: the candidate revision of a Progressive ModelDeployment.")
        @Size(min = 1, max = Formats.LABEL_MAX)
        @Nullable
        String candidate,

        @JsonPropertyDescription("Target that it is compared with.") @Size(min = 1, max = Formats.LABEL_MAX) @Nullable
        String baseline,

        @JsonPropertyDescription("Shares of the candidate, in order. Default: 1, 10 and 50 percent, then 100.")
        @Size(max = 32)
        List<Step> steps,

        @JsonPropertyDescription("How the candidate is judged.") @Default("{}")
        Analysis analysis,

        @JsonPropertyDescription("What happens when it is worse.")
        Rollback rollback,

        @JsonPropertyDescription("A rollout that takes longer is reported as stalled.")
        @Default(CanaryRollout.DEFAULT_DEADLINE)
        @Size(max = Formats.DURATION_MAX)
        @Pattern(Formats.DURATION)
        String progressDeadline) {

    static final String DEFAULT_DEADLINE = "24h";

    /** What an absent {@code steps} means. */
    public static final List<Step> DEFAULT_STEPS = List.of(
            new Step(1, "2m", null, null),
            new Step(10, "10m", null, null),
            new Step(50, "10m", null, null),
            new Step(100, null, null, null));

    public CanaryRollout {
        steps = steps == null ? DEFAULT_STEPS : List.copyOf(steps);
        analysis = analysis == null ? Analysis.DEFAULT : analysis;
        rollback = rollback == null ? Rollback.DEFAULT : rollback;
        progressDeadline = progressDeadline == null ? DEFAULT_DEADLINE : progressDeadline;
    }

    /** One step: a weight to hold, or a pause that ends by the annotation slipway.dev/resume-rollout. */
    @ValidationRule(
            value = "has(self.weight) != (has(self.pause) && self.pause)",
            messageExpression =
                    "has(self.weight) ? 'step of weight %s is also a pause: write two steps'.format([string(self.weight)]) : 'step does nothing: set weight, or pause: true'")
    @ValidationRule(
            value = "has(self.weight) || (!has(self.hold) && !has(self.minRequests))",
            message = "hold and minRequests are for a step with weight: a pause lasts until it is ended")
    public record Step(
            @JsonPropertyDescription("Percent of the requests for the candidate.") @Min(0) @Max(100) @Nullable
            Integer weight,

            @JsonPropertyDescription("Least time of the step. Default: 0s.")
            @Size(max = Formats.DURATION_MAX)
            @Pattern(Formats.DURATION)
            @Nullable
            String hold,

            @JsonPropertyDescription("Least requests that the candidate must have answered in the step.")
            @Min(1)
            @Max(1000000000)
            @Nullable
            Integer minRequests,

            @JsonPropertyDescription(
                    "true waits for a person: status.rollout.reason says how the annotation slipway.dev/resume-rollout ends it.")
            @Nullable
            Boolean pause) {}

    /** The test that judges the candidate. */
    public record Analysis(
            @JsonPropertyDescription(
                    "Sequential: a test that may be read at any time, on bad events of candidate and baseline.")
            @Default("Sequential")
            AnalysisMethod method,

            @JsonPropertyDescription("Probability of rolling back a candidate that is no worse.")
            @Default("" + Analysis.DEFAULT_ALPHA)
            @Min(value = 0, inclusive = false)
            @Max(0.5)
            Double alpha,

            @JsonPropertyDescription("What counts as a bad event. Default: errors.") @Size(max = 8)
            List<AnalysisMetric> metrics,

            @JsonPropertyDescription(
                    "When the evidence says neither: Hold the step, Promote to the next one, or Rollback.")
            @Default("Hold")
            OnInconclusive onInconclusive) {

        static final double DEFAULT_ALPHA = 0.01;
        private static final List<AnalysisMetric> ONLY_ERRORS =
                List.of(new AnalysisMetric(AnalysisMetric.ERRORS, null, null, null));
        public static final Analysis DEFAULT =
                new Analysis(AnalysisMethod.Sequential, DEFAULT_ALPHA, ONLY_ERRORS, OnInconclusive.Hold);

        public Analysis {
            method = method == null ? AnalysisMethod.Sequential : method;
            alpha = alpha == null ? DEFAULT_ALPHA : alpha;
            metrics = metrics == null ? ONLY_ERRORS : List.copyOf(metrics);
            onInconclusive = onInconclusive == null ? OnInconclusive.Hold : onInconclusive;
        }
    }

    public enum AnalysisMethod {
        Sequential
    }

    public enum OnInconclusive {
        Hold,
        Promote,
        Rollback
    }

    /** One sort of bad event. The metrics {@code errors}, {@code refused} and {@code invalid} need nothing else. */
    @ValidationRule(
            value =
                    "[has(self.latency), has(self.driftMonitorRef)].filter(x, x).size() == (self.name in ['errors', 'refused', 'invalid'] ? 0 : 1)",
            messageExpression =
                    "self.name in ['errors', 'refused', 'invalid'] ? 'metric ' + self.name + ' is judged by answers alone: remove latency and driftMonitorRef, or name it otherwise' : 'metric ' + self.name + ' needs exactly one of latency and driftMonitorRef'")
    public record AnalysisMetric(
            @JsonPropertyDescription(
                    "Name of the metric in status and events. errors counts failed requests, and a little the two others; refused those that are answered with 4xx, or 429 or 503; invalid those whose answer is no prediction.")
            @Required
            @Size(min = 1, max = Formats.LABEL_MAX)
            @Pattern(Formats.DNS_LABEL)
            String name,

            @JsonPropertyDescription("A slower answer is a bad event.")
            @Size(max = Formats.DURATION_MAX)
            @Pattern(Formats.DURATION)
            @Nullable
            String latency,

            @JsonPropertyDescription("How many times as often bad events may happen as in the baseline. Default: 1.")
            @Min(1)
            @Max(100)
            @Nullable
            Double maxRatio,

            @JsonPropertyDescription("A DriftMonitor in the same namespace whose verdict Drift is a bad event.")
            @Nullable
            ObjectReference driftMonitorRef) {

        /** The metric that needs nothing else. */
        public static final String ERRORS = "errors";
    }

    /** What happens when the candidate is worse. */
    public record Rollback(
            @JsonPropertyDescription("true sends everything to the baseline at once; false holds the step.")
            @Default("true")
            Boolean automatic,

            @JsonPropertyDescription(
                    "How long after a rollback the same candidate is tried again, from the first step on. Absent: it is not.")
            @Size(max = Formats.DURATION_MAX)
            @Pattern(Formats.DURATION)
            @Nullable
            String cooldown) {

        public static final Rollback DEFAULT = new Rollback(true, null);

        public Rollback {
            automatic = automatic == null || automatic;
        }
    }
}

package dev.slipway.operator.inferenceroute.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.slipway.api.driftmonitor.DriftMonitorStatus.Verdict;
import dev.slipway.api.inferenceroute.CanaryRollout;
import dev.slipway.api.inferenceroute.CanaryRollout.AnalysisMetric;
import dev.slipway.api.inferenceroute.CanaryRollout.Step;
import dev.slipway.api.inferenceroute.InferenceRouteStatus.RolloutStatus.Phase;
import dev.slipway.operator.inferenceroute.observe.DriftFacts;
import dev.slipway.operator.inferenceroute.observe.ObservedRoute;
import dev.slipway.operator.model.Durations;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The rollout in the routers' document: they judge, the operator moves all of them from step to step. */
record RolloutEntry(
        String id,
        String candidate,
        String baseline,
        List<Step> steps,
        Analysis analysis,
        boolean automatic,
        String progressDeadline,
        String warmUp,
        int routers,
        List<Signal> signals,
        Control control) {
    /** Bad events of the first moments are those of a cold start. */
    private static final Duration LONGEST_WARM_UP = Duration.ofSeconds(30);

    private static final int WARM_UP_SHARE = 4;

    record Analysis(double alpha, List<Metric> metrics, String onInconclusive) {}

    record Metric(
            String name, @Nullable String latency, @Nullable Double maxRatio) {}

    record Signal(String name, String verdict) {}

    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record Control(int step, String rolledBack) {}

    static RolloutEntry of(ObservedRoute observed, Progress progress) {
        var rollout = Objects.requireNonNull(observed.spec().rollout());
        var trial = progress.trial();
        return new RolloutEntry(
                trial.id(),
                trial.candidate(),
                trial.baseline(),
                rollout.steps(),
                new Analysis(
                        rollout.analysis().alpha(),
                        rollout.analysis().metrics().stream()
                                .filter(metric -> metric.driftMonitorRef() == null)
                                .map(RolloutEntry::metric)
                                .toList(),
                        rollout.analysis().onInconclusive().name()),
                rollout.rollback().automatic(),
                rollout.progressDeadline(),
                warmUp(rollout),
                routers(observed),
                signals(observed, rollout),
                new Control(progress.step(), progress.phase() == Phase.RolledBack ? progress.reason() : ""));
    }

    private static Metric metric(AnalysisMetric metric) {
        return new Metric(metric.name(), metric.latency(), metric.maxRatio());
    }

    private static String warmUp(CanaryRollout rollout) {
        var hold = rollout.steps().isEmpty() ? null : rollout.steps().getFirst().hold();
        var share = (hold == null ? Duration.ZERO : Durations.parse(hold)).dividedBy(WARM_UP_SHARE);
        var warmUp = share.compareTo(LONGEST_WARM_UP) < 0 ? share : LONGEST_WARM_UP;
        return warmUp.toMillis() + "ms";
    }

    /** As many as there may be: each gets its part of the probability of a false verdict. */
    static int routers(ObservedRoute observed) {
        var scaling = observed.spec().dataPlane().scaling();
        return Math.max(1, scaling.maxReplicas() == null ? scaling.minReplicas() : scaling.maxReplicas());
    }

    private static List<Signal> signals(ObservedRoute observed, CanaryRollout rollout) {
        return rollout.analysis().metrics().stream()
                .filter(metric -> metric.driftMonitorRef() != null)
                .map(metric -> new Signal(
                        metric.name(),
                        word(observed.monitor(metric.driftMonitorRef().name()).flatMap(DriftFacts::verdict))))
                .toList();
    }

    private static String word(Optional<Verdict> verdict) {
        return verdict.map(v -> switch (v) {
                    case Drift -> "Bad";
                    case NoDrift -> "Good";
                    default -> "Inconclusive";
                })
                .orElse("Inconclusive");
    }
}

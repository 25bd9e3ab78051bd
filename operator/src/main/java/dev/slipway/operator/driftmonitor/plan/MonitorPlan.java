package dev.slipway.operator.driftmonitor.plan;

import dev.slipway.api.Slipway;
import dev.slipway.operator.driftmonitor.loop.Progress;
import dev.slipway.operator.driftmonitor.observe.JobRole;
import dev.slipway.operator.driftmonitor.observe.ObservedMonitor;
import dev.slipway.operator.model.Labels;
import dev.slipway.operator.status.Refusal;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What should exist for one DriftMonitor, in the API server's own form, and why it is not what the spec says, if so.
 *
 * @param refusal why the spec cannot be followed; what ran before goes on
 * @param paused nothing may be written but the status, and no more runs begin
 * @param progress what is remembered from now on
 * @param children everything that should exist, in the order in which it is applied
 * @param firstRun name of the run at once of the present document; empty while there is none
 */
public record MonitorPlan(
        Optional<Refusal> refusal,
        boolean paused,
        Progress progress,
        List<HasMetadata> children,
        String firstRun,
        ObservedMonitor observed) {

    public static MonitorPlan of(ObservedMonitor observed) {
        var refusal = SpecReview.of(observed.spec()).or(() -> CurrentTable.missing(observed));
        var paused = observed.spec().paused()
                || observed.annotation(Slipway.PAUSED_ANNOTATION).equals("true");
        var progress = Progress.of(observed, paused || refusal.isPresent());
        if (paused) {
            var suspended = observed.cronJob().map(Comparison::suspended).stream()
                    .map(HasMetadata.class::cast)
                    .toList();
            return new MonitorPlan(refusal, true, progress, suspended, "", observed);
        }
        if (refusal.isPresent()) {
            return new MonitorPlan(refusal, false, progress, List.of(), "", observed);
        }
        var comparison = Comparison.of(observed);
        return new MonitorPlan(
                refusal, false, progress, children(observed, comparison, progress), comparison.firstRun(), observed);
    }

    /** A Job cannot be changed: once it is there it stays as it was made, by whatever version. */
    private static List<HasMetadata> children(ObservedMonitor observed, Comparison comparison, Progress progress) {
        var children = new ArrayList<HasMetadata>();
        children.add(comparison.onSchedule());
        Stream.concat(
                        Stream.of(comparison.atOnce()),
                        progress.wanted().stream().flatMap(wanted -> LoopJobs.of(observed, wanted, progress).stream()))
                .filter(job -> observed.jobs().stream()
                        .noneMatch(present ->
                                present.name().equals(job.getMetadata().getName())))
                .forEach(children::add);
        return List.copyOf(children);
    }

    /**
     * Whether a child that is not among {@link #children} stays: everything while the spec cannot be followed; the first run of
     * the present document; and what followed from a verdict, which is a memory of it until it goes by itself.
     */
    public boolean keeps(HasMetadata child) {
        if (refusal.isPresent() || paused) {
            return true;
        }
        var labels = child.getMetadata().getLabels();
        var isRun = labels != null && JobRole.RUN.word().equals(labels.get(Labels.ROLE));
        return child instanceof Job && (!isRun || child.getMetadata().getName().equals(firstRun));
    }
}

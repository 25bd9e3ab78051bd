package dev.slipway.operator.inferenceroute.plan;

import dev.slipway.api.Slipway;
import dev.slipway.api.common.ObjectReference;
import dev.slipway.api.driftmonitor.DriftMonitorStatus.Verdict;
import dev.slipway.api.inferenceroute.CanaryRollout;
import dev.slipway.api.inferenceroute.CanaryRollout.Step;
import dev.slipway.api.inferenceroute.InferenceRouteStatus.RolloutStatus.Phase;
import dev.slipway.operator.acknowledgement.RouterReport;
import dev.slipway.operator.acknowledgement.RouterReport.Tally;
import dev.slipway.operator.inferenceroute.observe.DriftFacts;
import dev.slipway.operator.inferenceroute.observe.ObservedRoute;
import dev.slipway.operator.model.Durations;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where a trial is. Each router judges its own share of the traffic; here their counts are added up, and all routers move
 * together. One router's verdict is the route's: see ADR 23.
 *
 * @param step index of the step that all routers should be at
 * @param reason why it is paused, held or rolled back; empty while it goes on
 * @param reports what the routers say of this trial
 * @param overdue whether it takes longer than {@code progressDeadline}
 */
public record Progress(
        Trial trial, Phase phase, int step, String reason, List<RouterReport.Trial> reports, boolean overdue) {
    private static final String ROLLED_BACK = "RolledBack";

    /** Of a step that names none, as the router has it. */
    private static final int MIN_REQUESTS = 20;

    static Progress of(ObservedRoute observed, Trial trial) {
        var rollout = Objects.requireNonNull(observed.spec().rollout());
        var before = Before.of(observed, trial);
        var reports = observed.router().ready().stream()
                .flatMap(pod -> observed.router().report(pod).rollout().stream())
                .filter(report -> report.id().equals(trial.id()))
                .toList();
        var verdict = before.rolledBack()
                .or(() -> reports.stream()
                        .filter(report -> report.phase().equals(ROLLED_BACK))
                        .map(RouterReport.Trial::reason)
                        .sorted()
                        .findFirst());
        var step = Math.clamp(before.step(), 0, rollout.steps().size() - 1);
        var overdue = isOverdue(rollout, reports);
        if (verdict.isPresent()) {
            return new Progress(trial, Phase.RolledBack, step, verdict.get(), reports, false);
        }
        if (before.promoted()) {
            return new Progress(trial, Phase.Promoted, rollout.steps().size() - 1, "", reports, false);
        }
        return new Course(observed, rollout, trial, reports, step, overdue).next();
    }

    private static boolean isOverdue(CanaryRollout rollout, List<RouterReport.Trial> reports) {
        var deadline = Durations.parse(rollout.progressDeadline()).toMillis();
        return reports.stream().anyMatch(report -> report.totalMillis() >= deadline);
    }

    /** Percent of the requests of both arms that the candidate gets. */
    public int weight(List<Step> steps) {
        if (phase == Phase.RolledBack) {
            return 0;
        }
        for (var i = step; i >= 0; i--) {
            var weight = steps.get(i).weight();
            if (weight != null) {
                return weight;
            }
        }
        return 0;
    }

    public long exposures() {
        return reports.stream().mapToLong(RouterReport.Trial::exposures).sum();
    }

    public long badCandidate() {
        return reports.stream().mapToLong(RouterReport.Trial::badCandidate).sum();
    }

    public long badBaseline() {
        return reports.stream().mapToLong(RouterReport.Trial::badBaseline).sum();
    }

    public double eValue() {
        return reports.stream().mapToDouble(RouterReport.Trial::eValue).max().orElse(0);
    }

    /** The way from step to step of a trial without a verdict. */
    private record Course(
            ObservedRoute observed,
            CanaryRollout rollout,
            Trial trial,
            List<RouterReport.Trial> reports,
            int step,
            boolean overdue) {
        Progress next() {
            var now = rollout.steps().get(step);
            return now.weight() == null ? pause() : weigh(now);
        }

        private Progress pause() {
            var name = trial.id() + "." + (step + 1);
            var approved = observed.annotation(Slipway.RESUME_ANNOTATION)
                    .filter(name::equals)
                    .isPresent();
            return approved && !observed.paused()
                    ? advanced()
                    : at(
                            Phase.Paused,
                            "waits for kubectl annotate ir " + observed.name() + " --overwrite "
                                    + Slipway.RESUME_ANNOTATION + "=" + name);
        }

        private Progress weigh(Step now) {
            var lacking = lacking(now);
            if (!timeIsOver(now) || observed.paused()) {
                return at(Phase.Progressing, "");
            }
            if (lacking.isEmpty()) {
                return advanced();
            }
            if (!overdue) {
                return at(Phase.Holding, lacking);
            }
            return switch (rollout.analysis().onInconclusive()) {
                case Hold -> at(Phase.Holding, lacking);
                case Promote -> evidenceAgainst() ? at(Phase.Holding, lacking) : advanced();
                case Rollback -> at(Phase.RolledBack, "inconclusive");
            };
        }

        /** Whether every router that answers has been at the step for its time. */
        private boolean timeIsOver(Step now) {
            var hold = now.hold() == null ? 0 : Durations.parse(now.hold()).toMillis();
            return !reports.isEmpty()
                    && reports.size() == observed.router().ready().size()
                    && reports.stream().allMatch(report -> report.step() == step && report.stepMillis() >= hold);
        }

        private String lacking(Step now) {
            var least = now.minRequests() == null ? MIN_REQUESTS : now.minRequests();
            var weight = Objects.requireNonNull(now.weight());
            var thin = Comparison.lacking(
                    weight, least, sum(RouterReport.Trial::stepTally), sum(RouterReport.Trial::tally));
            if (!thin.isEmpty()) {
                return thin;
            }
            if (evidenceAgainst()) {
                return "the candidate is worse, and rollback.automatic is false";
            }
            return rollout.analysis().metrics().stream()
                    .filter(metric -> isOpen(metric.driftMonitorRef()))
                    .map(metric -> metric.name() + " is inconclusive")
                    .findFirst()
                    .orElse("");
        }

        private boolean isOpen(@Nullable ObjectReference monitor) {
            return monitor != null
                    && observed.monitor(monitor.name())
                            .flatMap(DriftFacts::verdict)
                            .filter(Verdict.NoDrift::equals)
                            .isEmpty();
        }

        private Tally sum(Function<RouterReport.Trial, Tally> what) {
            return reports.stream().map(what).reduce(Tally.NONE, Tally::plus);
        }

        private boolean evidenceAgainst() {
            var threshold = RolloutEntry.routers(observed) / rollout.analysis().alpha();
            return reports.stream().anyMatch(report -> report.eValue() >= threshold);
        }

        private Progress advanced() {
            return step + 1 < rollout.steps().size()
                    ? new Progress(trial, Phase.Progressing, step + 1, "", reports, overdue)
                    : at(Phase.Promoted, "");
        }

        private Progress at(Phase phase, String reason) {
            return new Progress(trial, phase, step, reason, reports, overdue);
        }
    }
}

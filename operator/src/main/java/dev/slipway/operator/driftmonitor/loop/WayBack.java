package dev.slipway.operator.driftmonitor.loop;

import dev.slipway.api.driftmonitor.DriftMonitorStatus.PromotionState.Decision;
import dev.slipway.operator.driftmonitor.loop.RetrainingLoop.Facts;
import dev.slipway.operator.driftmonitor.loop.RetrainingLoop.Step;
import dev.slipway.operator.driftmonitor.loop.RetrainingLoop.Wanted;
import dev.slipway.operator.driftmonitor.observe.GateSummary;
import dev.slipway.operator.driftmonitor.observe.JobRole;
import dev.slipway.operator.driftmonitor.observe.LoopJob;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How the old champion comes back: from a new one that is worse, and from a promotion that ended nobody knows where. */
final class WayBack {
    private static final String NOT_KNOWN = "Whether the candidate is champion could not be asked: see the registry. ";

    private static final String BEGUN = "The way back had begun.";

    private final Duration longest;

    /** @param timeout of a retraining; twice as long is waited for a Job to be let in that asks where the alias is */
    WayBack(Duration timeout) {
        this.longest = timeout.multipliedBy(2);
    }

    /** The promotion has failed, before its alias moved or after. Without an old champion there is no way back. */
    static Step begin(Retraining retraining, Gate gate, Facts facts, String why) {
        return gate.champion().isEmpty()
                ? GateLoop.failed(retraining, gate, facts, Gate.PROMOTION_FAILED, NOT_KNOWN + why)
                : new Step(retraining, gate.takesBack(why), List.of());
    }

    /** Until it is known where the alias is, the training has not come to its end. */
    Step takeBack(Retraining retraining, Gate gate, Facts facts) {
        var job = job(gate, facts);
        if (job.isEmpty() && facts.isOverdue(retraining, longest)) {
            return GateLoop.failed(retraining, gate, facts, Gate.PROMOTION_FAILED, NOT_KNOWN + gate.message());
        }
        if (!isOver(job)) {
            return new Step(retraining, gate, List.of(wanted(gate)));
        }
        var where = said(job.get(), facts)
                .map(said -> said.outcome() == GateSummary.Outcome.RolledBack
                        ? "Version " + gate.champion() + " is champion as before. "
                        : said.message() + " ")
                .orElse(NOT_KNOWN);
        return GateLoop.failed(retraining, gate, facts, Gate.PROMOTION_FAILED, where + gate.message());
    }

    /**
     * The new champion: back to the old one if it is worse, once. A Job that was made for it tells that it began, whatever the
     * status has forgotten of it.
     */
    static Step watch(Step step, Facts facts) {
        var gate = step.gate();
        if (!gate.rollingBack()) {
            var turns = gate.watching(facts.now()) && !facts.worse().isEmpty();
            if (!turns && !(gate.allRulesHeld() && job(gate, facts).isPresent())) {
                return step;
            }
            var why = facts.worse().isEmpty() ? BEGUN : facts.worse();
            return new Step(step.retraining(), gate.rollsBack(why), step.wanted());
        }
        var job = job(gate, facts);
        if (isOver(job)) {
            return new Step(step.retraining(), wentBack(gate, job.get(), facts), step.wanted());
        }
        var wanted = new ArrayList<>(step.wanted());
        wanted.add(wanted(gate));
        return new Step(step.retraining(), gate, wanted);
    }

    private static Gate wentBack(Gate gate, LoopJob job, Facts facts) {
        var said = said(job, facts);
        if (said.isEmpty()) {
            return gate.decided(
                    Decision.Promoted, Gate.ROLLBACK_FAILED, JobEnd.sentence(job, "The way back"), Optional.empty());
        }
        return said.get().outcome() == GateSummary.Outcome.RolledBack
                ? gate.comparesAsBefore()
                        .decided(Decision.RolledBack, Gate.CHAMPION_WORSE, gate.message(), Optional.empty())
                : gate.decided(
                        Decision.Promoted, Gate.CHAMPION_MOVED, said.get().message(), Optional.empty());
    }

    private static Optional<LoopJob> job(Gate gate, Facts facts) {
        return facts.job(JobRole.ROLL_BACK, gate.runId());
    }

    private static boolean isOver(Optional<LoopJob> job) {
        return job.filter(LoopJob::isOver).isPresent();
    }

    private static Optional<GateSummary> said(LoopJob job, Facts facts) {
        return job.succeeded() ? facts.verdict(job) : Optional.empty();
    }

    private static Wanted wanted(Gate gate) {
        return new Wanted(JobRole.ROLL_BACK, gate.runId());
    }
}

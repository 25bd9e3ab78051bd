package dev.slipway.operator.driftmonitor.loop;

import dev.slipway.api.driftmonitor.DriftMonitorStatus.PromotionState.Decision;
import dev.slipway.api.driftmonitor.DriftMonitorStatus.RetrainingState.Phase;
import dev.slipway.operator.driftmonitor.loop.RetrainingLoop.Facts;
import dev.slipway.operator.driftmonitor.loop.RetrainingLoop.Step;
import dev.slipway.operator.driftmonitor.loop.RetrainingLoop.Wanted;
import dev.slipway.operator.driftmonitor.observe.GateSummary;
import dev.slipway.operator.driftmonitor.observe.JobRole;
import dev.slipway.operator.driftmonitor.observe.LoopJob;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What follows a training: the candidate is judged, becomes champion if every rule holds, and is watched for a while. What a
 * judgement said is remembered before anything is done about it, and is not asked for again: an alias moves only on a decision
 * that the status shows.
 */
final class GateLoop {
    private static final String EVALUATION = "The evaluation";
    private static final String PROMOTION = "The promotion";
    private static final String NEVER_MADE = "'s Job could not be made before spec.retraining.timeout.";

    private final RetrainingPolicy policy;
    private final WayBack wayBack;

    GateLoop(RetrainingPolicy policy) {
        this.policy = policy;
        this.wayBack = new WayBack(policy.timeout());
    }

    /** After retraining has made its own step. */
    Step step(Step step, Facts facts) {
        return WayBack.watch(step.retraining().phase() == Phase.Evaluating ? decide(step, facts) : step, facts);
    }

    /** A gate that gives the alias back does that first: the next candidate is to be judged against who is champion then. */
    private Step decide(Step step, Facts facts) {
        var retraining = step.retraining();
        var gate = step.gate();
        if (!policy.gated()) {
            return new Step(retraining.ended(Phase.Succeeded, "", facts.now()), gate.calledOff(), List.of());
        }
        if (gate.rollingBack()) {
            return step;
        }
        if (!gate.runId().equals(retraining.runId())) {
            return evaluate(retraining, gate.next(retraining.runId()), facts);
        }
        if (gate.promoting()) {
            return promote(retraining, gate, facts);
        }
        if (gate.takingBack()) {
            return wayBack.takeBack(retraining, gate, facts);
        }
        if (gate.evaluating()) {
            return evaluate(retraining, gate, facts);
        }
        return gate.refused()
                ? tell(retraining, gate, facts)
                : new Step(retraining.ended(Phase.Succeeded, "", facts.now()), gate, List.of());
    }

    private Step evaluate(Retraining retraining, Gate gate, Facts facts) {
        var job = facts.job(JobRole.EVALUATE, retraining.runId());
        if (job.isEmpty() || !job.get().isOver()) {
            return unfinished(retraining, gate, job, facts, JobRole.EVALUATE);
        }
        var verdict = facts.verdict(job.get());
        if (job.get().failed() || verdict.isEmpty()) {
            return failed(retraining, gate, facts, Gate.EVALUATION_FAILED, JobEnd.sentence(job.get(), EVALUATION));
        }
        return judged(retraining, gate, verdict.get(), facts);
    }

    private static Step judged(Retraining retraining, Gate gate, GateSummary found, Facts facts) {
        var judged = gate.judged(found.champion(), found.candidate());
        return switch (found.outcome()) {
            case Passed -> new Step(retraining, judged.promotes(found.message()), List.of());
            case Rejected ->
                new Step(
                        retraining,
                        judged.decided(Decision.Rejected, found.reason(), found.message(), Optional.empty()),
                        List.of());
            case NothingToDo, Promoted, ChampionMoved, RolledBack, Succeeded, Accepted ->
                new Step(
                        retraining.ended(Phase.Succeeded, "", facts.now()),
                        judged.decided(Decision.Rejected, found.reason(), found.message(), Optional.empty()),
                        List.of());
        };
    }

    private Step promote(Retraining retraining, Gate gate, Facts facts) {
        var job = facts.job(JobRole.PROMOTE, retraining.runId());
        if (job.isEmpty() || !job.get().isOver()) {
            return unfinished(retraining, gate, job, facts, JobRole.PROMOTE);
        }
        var said = facts.verdict(job.get());
        if (job.get().failed() || said.isEmpty()) {
            return WayBack.begin(retraining, gate, facts, JobEnd.sentence(job.get(), PROMOTION));
        }
        var end = job.get().finished().orElse(facts.now());
        return new Step(retraining.ended(Phase.Succeeded, "", end), promoted(gate, said.get(), end), List.of());
    }

    private Gate promoted(Gate gate, GateSummary said, Instant end) {
        if (said.outcome() != GateSummary.Outcome.Promoted) {
            return gate.decided(Decision.Rejected, Gate.CHAMPION_MOVED, said.message(), Optional.empty());
        }
        var watched = policy.watch().isPositive() && !gate.champion().isEmpty();
        return gate.compares(end)
                .decided(
                        Decision.Promoted,
                        Gate.ALL_RULES_HOLD,
                        gate.message(),
                        watched ? Optional.of(end.plus(policy.watch())) : Optional.empty());
    }

    /** A refusal is tagged in the registry. That this does not succeed changes nothing of it. */
    private Step tell(Retraining retraining, Gate gate, Facts facts) {
        var job = facts.job(JobRole.PROMOTE, retraining.runId());
        var over = job.filter(LoopJob::isOver).isPresent();
        return over || (job.isEmpty() && facts.isOverdue(retraining, policy.timeout()))
                ? new Step(retraining.ended(Phase.Succeeded, "", facts.now()), gate, List.of())
                : new Step(retraining, gate, List.of(new Wanted(JobRole.PROMOTE, retraining.runId())));
    }

    /** A Job that exists has a deadline of its own; one that is never let in must not hold up the loop for ever. */
    private Step unfinished(Retraining retraining, Gate gate, Optional<LoopJob> job, Facts facts, JobRole role) {
        if (job.isEmpty() && facts.isOverdue(retraining, policy.timeout())) {
            return role == JobRole.EVALUATE
                    ? failed(retraining, gate, facts, Gate.EVALUATION_FAILED, EVALUATION + NEVER_MADE)
                    : WayBack.begin(retraining, gate, facts, PROMOTION + NEVER_MADE);
        }
        return new Step(retraining, gate, List.of(new Wanted(role, retraining.runId())));
    }

    static Step failed(Retraining retraining, Gate gate, Facts facts, String reason, String why) {
        return new Step(
                retraining.ended(Phase.Failed, why, facts.now()),
                gate.decided(Decision.Rejected, reason, why, Optional.empty()),
                List.of());
    }
}

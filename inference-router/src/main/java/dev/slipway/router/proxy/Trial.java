package dev.slipway.router.proxy;

import dev.slipway.router.policy.rollout.Outcome;
import dev.slipway.router.rollout.Experiment;
import dev.slipway.router.targets.Result;
import dev.slipway.router.targets.Target;
import org.jspecify.annotations.Nullable;

/**
 * A request's part in a rollout: the arm that was drawn for it, by whose attempts the arm is judged.
 *
 * @param ofCandidate whether the arm is the candidate
 * @param comparable whether either arm could have taken the request
 */
record Trial(Experiment experiment, boolean ofCandidate, boolean comparable) {
    /**
     * Draws an arm and puts it first; the other one is behind it in the chain only where it is the baseline. Null where the
     * request is no part of a rollout.
     */
    static @Nullable Trial draw(@Nullable Experiment running, Rule rule, Chain chain, long hash, long now) {
        if (running == null || !rule.isAnyArm(running.baseline()) || chain.size() == 0) {
            return null;
        }
        Target first = chain.target(0);
        if (first != running.baseline() && first != running.candidate()) {
            return null;
        }
        Trial trial = new Trial(running, running.draws(hash), running.comparable(now));
        chain.first(running.baseline(), Decision.ROLLOUT);
        chain.remove(running.candidate());
        if (trial.ofCandidate()) {
            chain.first(running.candidate(), Decision.ROLLOUT);
            chain.insist(trial.comparable() && running.insists());
        }
        return trial;
    }

    /** An attempt ended: evidence where it was at the arm. */
    void ended(Attempt attempt, Result result, long unit, long now) {
        Target drawn = ofCandidate ? experiment.candidate() : experiment.baseline();
        if (result != Result.ABANDONED && attempt.target() == drawn) {
            Outcome outcome =
                    new Outcome(Results.end(result, attempt.refused()), attempt.invalid(), now - attempt.began());
            experiment.ended(ofCandidate, comparable, outcome, unit, now);
        }
    }
}

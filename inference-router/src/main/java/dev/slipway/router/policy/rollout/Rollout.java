package dev.slipway.router.policy.rollout;

import dev.slipway.router.policy.rollout.RolloutPlan.OnInconclusive;
import dev.slipway.router.policy.rollout.RolloutPlan.Signal;
import dev.slipway.router.policy.rollout.RolloutState.Phase;
import java.util.Map;

/**
 * A rollout as one router sees it: gives the candidate its share, counts what both arms did, and takes the share away in the
 * very call that brings the verdict. It judges in every phase, pauses included. A step that had too little traffic is
 * Inconclusive and held; silence is no failure.
 */
public final class Rollout {
    private static final int KILL = 5;

    private RolloutPlan plan;
    private final Verdicts verdicts;
    private Phase phase = Phase.Progressing;
    private String reason = "";
    private int step;
    private int pausesPassed;
    private double share;
    private long stepSince;
    private long began;
    private long firstExposure = Long.MIN_VALUE;
    private Tally stepTally = Tally.NONE;
    private Tally tally = Tally.NONE;
    private long exposures;
    private int connectFailures;

    /** A rollout at its first step. */
    public Rollout(RolloutPlan plan, long now) {
        this.plan = plan;
        this.verdicts = new Verdicts(plan);
        this.began = now;
        enter(Math.max(0, plan.control().step()), now);
        tick(now);
    }

    /** Goes on where a router was before it was restarted. */
    public static Rollout resume(RolloutPlan plan, RolloutState state, long now) {
        Rollout rollout = new Rollout(plan, now);
        if (!plan.id().equals(state.id())) {
            return rollout;
        }
        rollout.verdicts.resume(plan, state.evidence());
        rollout.enter(Math.clamp(state.step(), 0, plan.steps().size() - 1), now);
        rollout.stepSince = now - state.stepNanos();
        rollout.began = now - state.totalNanos();
        rollout.stepTally = state.stepTally();
        rollout.tally = state.tally();
        rollout.exposures = state.exposures();
        rollout.firstExposure = state.exposures() > 0 ? rollout.began : Long.MIN_VALUE;
        rollout.pausesPassed = rollout.pausesBefore(rollout.step);
        if (state.phase() == Phase.RolledBack) {
            rollout.rollBack(state.reason());
        } else if (state.phase() == Phase.Succeeded) {
            rollout.phase = Phase.Succeeded;
        }
        rollout.tick(now);
        return rollout;
    }

    /** The document changed, but not the experiment. */
    public void adopt(RolloutPlan next, long now) {
        plan = next;
        int wanted = next.control().step();
        if (over()) {
            return;
        }
        if (wanted >= 0 && wanted != step && wanted < next.steps().size()) {
            enter(wanted, now);
        }
        tick(now);
    }

    /** The candidate's share of what both arms get, 0 to 1. */
    public double share() {
        return share;
    }

    /** Whether there is something against the candidate: then the next attempts at it decide, even if its breaker is open. */
    public boolean suspects() {
        return phase != Phase.RolledBack && share > 0 && share < 1 && verdicts.strongest(plan) > 1;
    }

    /**
     * An attempt at one of the arms ended.
     *
     * @param comparable whether either arm could have taken the request when it was drawn; else it is no evidence
     * @param unit who it was for, by hash; 0 for nobody in particular
     * @return whether the candidate was cut off by it
     */
    public boolean ended(boolean candidate, boolean comparable, Outcome outcome, long unit, long now) {
        boolean counts = comparable || share >= 1;
        if (candidate) {
            exposed(now);
            connectFailures = outcome.end() == Outcome.End.NO_CONNECTION ? connectFailures + 1 : 0;
            if (connectFailures >= KILL && counts) {
                return verdict("connect");
            }
        }
        if (phase == Phase.RolledBack || !counts) {
            return false;
        }
        boolean cold = firstExposure == Long.MIN_VALUE || now - firstExposure < plan.warmUpNanos();
        stepTally = stepTally.with(candidate, !cold && outcome.unserved());
        tally = tally.with(candidate, !cold && outcome.unserved());
        return !cold
                && verdicts.count(plan, candidate, outcome, unit, now)
                        .map(this::verdict)
                        .orElse(false);
    }

    /** Time has passed. */
    public void tick(long now) {
        if (over()) {
            return;
        }
        if (!plan.control().rolledBack().isEmpty()) {
            rollBack(plan.control().rolledBack());
            return;
        }
        for (Map.Entry<String, Signal> signal : plan.signals().entrySet()) {
            if (signal.getValue() == Signal.Bad && verdict(signal.getKey())) {
                return;
            }
        }
        switch (plan.steps().get(step)) {
            case Step.Weight weight -> weigh(weight, now);
            case Step.Pause ignored -> {
                phase = Phase.Paused;
                reason = "waits for approval";
                if (plan.control().approved() > pausesPassed) {
                    pausesPassed++;
                    advance(now);
                }
            }
        }
    }

    /** What is reported. */
    public RolloutState state(long now) {
        return new RolloutState(
                plan.id(),
                phase,
                reason,
                step,
                share * 100,
                now - stepSince,
                now - began,
                stepTally,
                tally,
                exposures,
                complete(now),
                verdicts.report(plan));
    }

    private void weigh(Step.Weight weight, long now) {
        boolean timeOver = now - stepSince >= weight.holdNanos();
        if (complete(now)) {
            phase = Phase.Progressing;
            reason = "";
            advance(now);
            return;
        }
        phase = timeOver ? Phase.Inconclusive : Phase.Progressing;
        reason = timeOver ? lacking(weight) : "";
        if (timeOver && now - began >= plan.progressNanos()) {
            if (plan.onInconclusive() == OnInconclusive.Rollback) {
                verdict("inconclusive");
            } else if (plan.onInconclusive() == OnInconclusive.Promote) {
                advance(now);
            }
        }
    }

    private boolean complete(long now) {
        return plan.steps().get(step) instanceof Step.Weight weight
                && now - stepSince >= weight.holdNanos()
                && lacking(weight).isEmpty();
    }

    /** Why the step cannot be left yet; empty where it can. */
    private String lacking(Step.Weight weight) {
        String evidence = stepTally.lacking(weight.percent(), weight.minRequests(), tally);
        return evidence.isEmpty() && plan.signals().containsValue(Signal.Inconclusive)
                ? "a signal is inconclusive"
                : evidence;
    }

    private void advance(long now) {
        if (plan.control().step() >= 0) {
            return;
        }
        if (step + 1 < plan.steps().size()) {
            enter(step + 1, now);
            tick(now);
        } else {
            phase = Phase.Succeeded;
            reason = "";
        }
    }

    private void enter(int next, long now) {
        step = next;
        stepSince = now;
        stepTally = Tally.NONE;
        pausesPassed = Math.max(pausesPassed, plan.control().step() >= 0 ? pausesBefore(next) : pausesPassed);
        phase = Phase.Progressing;
        reason = "";
        share(weightAt(next) / 100);
    }

    /** The weight of the step, or of the last one that had any. */
    private double weightAt(int index) {
        for (int i = index; i >= 0; i--) {
            if (plan.steps().get(i) instanceof Step.Weight weight) {
                return weight.percent();
            }
        }
        return 0;
    }

    private int pausesBefore(int index) {
        return (int) plan.steps().stream()
                .limit(index)
                .filter(Step.Pause.class::isInstance)
                .count();
    }

    private void exposed(long now) {
        exposures++;
        if (firstExposure == Long.MIN_VALUE) {
            firstExposure = now;
        }
    }

    private boolean verdict(String metric) {
        if (phase == Phase.RolledBack || !plan.automatic()) {
            return false;
        }
        rollBack(metric);
        return true;
    }

    private void rollBack(String metric) {
        phase = Phase.RolledBack;
        reason = metric;
        share(0);
    }

    private boolean over() {
        return phase == Phase.RolledBack || phase == Phase.Succeeded;
    }

    private void share(double next) {
        share = next;
        verdicts.share(next);
    }
}

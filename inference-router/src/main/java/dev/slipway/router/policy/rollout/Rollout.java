package dev.slipway.router.policy.rollout;

import dev.slipway.router.policy.rollout.RolloutPlan.OnInconclusive;
import dev.slipway.router.policy.rollout.RolloutPlan.Signal;
import dev.slipway.router.policy.rollout.RolloutState.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A rollout as one router sees it: gives the candidate its share, counts what both arms did, and takes the share away in the
 * very call that brings the verdict. It judges in every phase, pauses included. A step that had too little traffic is
 * Inconclusive and held; silence is no failure.
 */
public final class Rollout {
    private static final int KILL = 5;

    private RolloutPlan plan;
    private final List<SequentialTest> tests = new ArrayList<>();
    private final RecentUnits recent;
    private Phase phase = Phase.Progressing;
    private String reason = "";
    private int step;
    private int pausesPassed;
    private double share;
    private long stepSince;
    private long began;
    private long firstExposure = Long.MIN_VALUE;
    private long stepExposures;
    private long exposures;
    private int connectFailures;

    /** A rollout at its first step. */
    public Rollout(RolloutPlan plan, long now) {
        this.plan = plan;
        this.recent = new RecentUnits(plan.uniqueNanos());
        this.began = now;
        for (Metric metric : plan.metrics()) {
            tests.add(new SequentialTest(metric.maxRatio()));
        }
        enter(Math.max(0, plan.control().step()), now);
        tick(now);
    }

    /** Goes on where a router was before it was restarted. */
    public static Rollout resume(RolloutPlan plan, RolloutState state, long now) {
        Rollout rollout = new Rollout(plan, now);
        if (!plan.id().equals(state.id())) {
            return rollout;
        }
        for (RolloutState.Evidence evidence : state.evidence()) {
            for (int i = 0; i < plan.metrics().size(); i++) {
                if (plan.metrics().get(i).name().equals(evidence.metric())) {
                    rollout.tests.get(i).resume(evidence.epochs());
                }
            }
        }
        rollout.enter(Math.clamp(state.step(), 0, plan.steps().size() - 1), now);
        rollout.stepSince = now - state.stepNanos();
        rollout.began = now - state.totalNanos();
        rollout.stepExposures = state.stepExposures();
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

    /**
     * An attempt at one of the arms ended.
     *
     * @param unit who it was for, by hash; 0 for nobody in particular
     * @return whether the candidate was cut off by it
     */
    public boolean ended(boolean candidate, Outcome outcome, long unit, long now) {
        if (candidate) {
            exposed(now);
            connectFailures = outcome.connectFailed() ? connectFailures + 1 : 0;
            if (connectFailures >= KILL) {
                return verdict("connect");
            }
        }
        if (firstExposure == Long.MIN_VALUE || now - firstExposure < plan.warmUpNanos() || phase == Phase.RolledBack) {
            return false;
        }
        for (int i = 0; i < tests.size(); i++) {
            Metric metric = plan.metrics().get(i);
            if (metric.bad(outcome) && (unit == 0 || recent.first(unit * 31 + i, now))) {
                if (count(tests.get(i), candidate)) {
                    return verdict(metric.name());
                }
            }
        }
        return false;
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
        List<RolloutState.Evidence> evidence = new ArrayList<>();
        for (int i = 0; i < tests.size(); i++) {
            SequentialTest test = tests.get(i);
            evidence.add(new RolloutState.Evidence(
                    plan.metrics().get(i).name(),
                    test.eValue(),
                    test.totalCandidate(),
                    test.totalBaseline(),
                    test.epochs()));
        }
        return new RolloutState(
                plan.id(),
                phase,
                reason,
                step,
                share * 100,
                now - stepSince,
                now - began,
                stepExposures,
                exposures,
                complete(now),
                evidence);
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
                && stepExposures >= weight.minRequests()
                && !plan.signals().containsValue(Signal.Inconclusive);
    }

    private String lacking(Step.Weight weight) {
        return stepExposures < weight.minRequests() ? "too few requests of the candidate" : "a signal is inconclusive";
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
        stepExposures = 0;
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
        stepExposures++;
        if (firstExposure == Long.MIN_VALUE) {
            firstExposure = now;
        }
    }

    private boolean count(SequentialTest test, boolean candidate) {
        if (candidate) {
            test.badCandidate();
        } else {
            test.badBaseline();
        }
        return candidate && test.eValue() >= plan.threshold();
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
        tests.forEach(test -> test.share(next));
    }
}

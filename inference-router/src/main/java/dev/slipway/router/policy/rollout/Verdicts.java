package dev.slipway.router.policy.rollout;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The tests of a rollout, one for each metric, and what they have seen. */
final class Verdicts {
    private final List<SequentialTest> tests = new ArrayList<>();
    private final RecentUnits recent;

    Verdicts(RolloutPlan plan) {
        this.recent = new RecentUnits(plan.uniqueNanos());
        for (Metric metric : plan.metrics()) {
            tests.add(new SequentialTest(metric.maxRatio()));
        }
    }

    void share(double next) {
        tests.forEach(test -> test.share(next));
    }

    /** The metric by which the candidate is worse from this attempt on; empty for none. */
    Optional<String> count(RolloutPlan plan, boolean candidate, Outcome outcome, long unit, long now) {
        for (int i = 0; i < tests.size(); i++) {
            Metric metric = plan.metrics().get(i);
            if (metric.bad(outcome) && (unit == 0 || recent.first(unit * 31 + i, now))) {
                if (count(tests.get(i), candidate) * metric.part() >= plan.threshold()) {
                    return Optional.of(metric.name());
                }
            }
        }
        return Optional.empty();
    }

    /** The evidence after a bad event; none new where it was the baseline's. */
    private static double count(SequentialTest test, boolean candidate) {
        if (candidate) {
            test.badCandidate();
            return test.eValue();
        }
        test.badBaseline();
        return 0;
    }

    /** The most that any metric has against the candidate. */
    double strongest(RolloutPlan plan) {
        double most = 0;
        for (int i = 0; i < tests.size(); i++) {
            most = Math.max(most, tests.get(i).eValue() * plan.metrics().get(i).part());
        }
        return most;
    }

    void resume(RolloutPlan plan, List<RolloutState.Evidence> evidence) {
        for (RolloutState.Evidence seen : evidence) {
            for (int i = 0; i < tests.size(); i++) {
                if (plan.metrics().get(i).name().equals(seen.metric())) {
                    tests.get(i).resume(seen.epochs());
                }
            }
        }
    }

    List<RolloutState.Evidence> report(RolloutPlan plan) {
        List<RolloutState.Evidence> evidence = new ArrayList<>();
        for (int i = 0; i < tests.size(); i++) {
            SequentialTest test = tests.get(i);
            Metric metric = plan.metrics().get(i);
            evidence.add(new RolloutState.Evidence(
                    metric.name(),
                    test.eValue() * metric.part(),
                    test.totalCandidate(),
                    test.totalBaseline(),
                    test.epochs()));
        }
        return evidence;
    }
}

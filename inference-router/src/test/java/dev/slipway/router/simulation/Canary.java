package dev.slipway.router.simulation;

import dev.slipway.router.policy.rollout.Metric;
import dev.slipway.router.policy.rollout.Outcome;
import dev.slipway.router.policy.rollout.Rollout;
import dev.slipway.router.policy.rollout.RolloutPlan;
import dev.slipway.router.policy.rollout.RolloutState.Phase;
import dev.slipway.router.policy.rollout.Step;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * One rollout under random traffic. Only bad events matter to the test, so only those are drawn, at the rate at which they
 * come.
 *
 * @param requestsPerSecond of both arms together
 * @param baseRate part of bad answers of the baseline
 * @param candidateRate the same of the candidate
 */
record Canary(double requestsPerSecond, double baseRate, double candidateRate, List<Step> steps, double seconds) {
    private static final double NANOS = 1e9;
    private static final Outcome BAD = new Outcome(Outcome.End.FAILED, false, 0);
    private static final Outcome GOOD = new Outcome(Outcome.End.GOOD, false, 0);

    /** When the candidate was cut off, -1 for never; how many bad answers it gave until then; and both arms together. */
    record Verdict(double seconds, long bad, long events) {
        boolean cut() {
            return seconds >= 0;
        }
    }

    /** One share all the time. */
    static Canary at(double percent, double rps, double base, double candidate, double seconds) {
        return new Canary(rps, base, candidate, List.of(new Step.Weight(percent, Long.MAX_VALUE / 4, 0)), seconds);
    }

    Verdict sequential(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        Rollout rollout = new Rollout(plan(), 0);
        rollout.ended(true, true, GOOD, 0, 0);
        double now = 0;
        long bad = 0;
        long events = 0;
        while (true) {
            double share = rollout.share();
            double badCandidate = share * candidateRate;
            double all = badCandidate + (1 - share) * baseRate;
            now += -Math.log(1 - random.nextDouble()) / (requestsPerSecond * all);
            if (now > seconds) {
                return new Verdict(-1, bad, events);
            }
            boolean candidate = random.nextDouble() * all < badCandidate;
            bad += candidate ? 1 : 0;
            events++;
            long nanos = (long) (now * NANOS);
            if (rollout.ended(candidate, true, BAD, 0, nanos)) {
                return new Verdict(now, bad, events);
            }
            rollout.tick(nanos);
            if (rollout.state(nanos).phase() == Phase.Succeeded) {
                return new Verdict(-1, bad, events);
            }
        }
    }

    /** Every 60 s a check that fails where less than 99 % were good; the candidate is cut off at so many failed checks. */
    Verdict windows(int failures, double percent, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        long bad = 0;
        int failed = 0;
        for (double now = 60; now <= seconds; now += 60) {
            long requests = poisson(random, requestsPerSecond * percent / 100 * 60);
            long badNow = 0;
            for (long i = 0; i < requests; i++) {
                badNow += random.nextDouble() < candidateRate ? 1 : 0;
            }
            bad += badNow;
            failed += requests > 0 && badNow > requests * 0.01 ? 1 : 0;
            if (failed >= failures) {
                return new Verdict(now, bad, bad);
            }
        }
        return new Verdict(-1, bad, bad);
    }

    private RolloutPlan plan() {
        return new RolloutPlan(
                "simulated",
                steps,
                List.of(
                        new Metric("errors", Metric.Kind.ERRORS, 0, 1, 0.9),
                        new Metric("refused", Metric.Kind.REFUSED, 0, 1, 0.05),
                        new Metric("invalid", Metric.Kind.INVALID, 0, 1, 0.05)),
                0.01,
                1,
                true,
                RolloutPlan.OnInconclusive.Hold,
                Long.MAX_VALUE,
                0,
                0,
                Map.of(),
                RolloutPlan.Control.SELF);
    }

    private static long poisson(SplittableRandom random, double mean) {
        long count = 0;
        double sum = -Math.log(1 - random.nextDouble());
        while (sum < mean) {
            count++;
            sum += -Math.log(1 - random.nextDouble());
        }
        return count;
    }
}

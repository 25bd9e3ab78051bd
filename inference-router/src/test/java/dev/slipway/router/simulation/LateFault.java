package dev.slipway.router.simulation;

import dev.slipway.router.policy.rollout.SequentialTest;
import dev.slipway.router.simulation.Canary.Verdict;
import java.util.SplittableRandom;

/** A candidate with 10 % of 100 requests per second that is as good as the baseline for two hours and then ten times worse. */
final class LateFault {
    private static final double RPS = 100;
    private static final double BASE = 0.005;
    private static final double SHARE = 0.1;
    private static final double FAULT_AT = 7200;

    private LateFault() {}

    /** Counted from the fault on. */
    static Verdict run(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SequentialTest test = new SequentialTest(1);
        test.share(SHARE);
        double now = 0;
        long bad = 0;
        long events = 0;
        while (now < 2 * FAULT_AT) {
            double candidateRate = SHARE * (now < FAULT_AT ? BASE : 10 * BASE);
            double all = candidateRate + (1 - SHARE) * BASE;
            now += -Math.log(1 - random.nextDouble()) / (RPS * all);
            events++;
            if (random.nextDouble() * all < candidateRate) {
                test.badCandidate();
                bad += now < FAULT_AT ? 0 : 1;
            } else {
                test.badBaseline();
            }
            if (test.eValue() >= 100 && now >= FAULT_AT) {
                return new Verdict(now - FAULT_AT, bad, events);
            }
        }
        return new Verdict(-1, bad, events);
    }
}

package dev.slipway.router.policy.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.slipway.router.policy.rollout.Outcome.End;
import dev.slipway.router.policy.rollout.RolloutPlan.Control;
import dev.slipway.router.policy.rollout.RolloutPlan.OnInconclusive;
import dev.slipway.router.policy.rollout.RolloutPlan.Signal;
import dev.slipway.router.policy.rollout.RolloutState.Phase;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RolloutTest {
    private static final long SECOND = 1_000_000_000L;
    private static final Outcome GOOD = new Outcome(End.GOOD, false, 1);
    private static final Outcome BAD = new Outcome(End.FAILED, false, 1);
    private static final Outcome NO_CONNECTION = new Outcome(End.NO_CONNECTION, false, 1);
    private static final List<Step> STEPS =
            List.of(new Step.Weight(10, 60 * SECOND, 20), new Step.Pause(), new Step.Weight(100, 10 * SECOND, 1));

    @Test
    void aStepIsLeftWhenItsTimeAndItsRequestsAreReached() {
        Rollout rollout = new Rollout(plan(), 0);
        assertThat(rollout.share()).isEqualTo(0.1);
        serve(rollout, 19, 30 * SECOND);
        rollout.tick(61 * SECOND);
        assertThat(rollout.state(61 * SECOND).phase()).isEqualTo(Phase.Inconclusive);
        assertThat(rollout.state(61 * SECOND).reason()).contains("too few requests");
        serve(rollout, 1, 62 * SECOND);
        rollout.tick(63 * SECOND);
        assertThat(rollout.state(63 * SECOND).phase()).isEqualTo(Phase.Paused);
        assertThat(rollout.share()).isEqualTo(0.1);
    }

    @Test
    void approvalGoesOnAndTheLastStepSucceeds() {
        Rollout rollout = new Rollout(plan(), 0);
        serve(rollout, 20, SECOND);
        rollout.tick(60 * SECOND);
        rollout.adopt(with(Control.SELF, 1), 61 * SECOND);
        assertThat(rollout.share()).isEqualTo(1);
        serve(rollout, 1, 62 * SECOND);
        rollout.tick(75 * SECOND);
        assertThat(rollout.state(75 * SECOND).phase()).isEqualTo(Phase.Succeeded);
    }

    @Test
    void withoutTrafficItHoldsForEverAndSaysInconclusive() {
        Rollout rollout = new Rollout(plan(), 0);
        for (long hour = 1; hour < 100; hour++) {
            rollout.tick(hour * 3600 * SECOND);
        }
        RolloutState state = rollout.state(360_000 * SECOND);
        assertThat(state.phase()).isEqualTo(Phase.Inconclusive);
        assertThat(state.weight()).isEqualTo(10);
    }

    @Test
    void theVerdictTakesTheShareAwayInTheSameCall() {
        Rollout rollout = new Rollout(plan(), 0);
        serve(rollout, 1, 0);
        int bad = 1;
        while (!rollout.ended(true, true, BAD, 0, 40 * SECOND)) {
            bad++;
        }
        assertThat(bad).isBetween(2, 5);
        assertThat(rollout.share()).isZero();
        assertThat(rollout.state(0).phase()).isEqualTo(Phase.RolledBack);
        assertThat(rollout.state(0).reason()).isEqualTo("errors");
        rollout.tick(3600 * SECOND);
        assertThat(rollout.share()).isZero();
    }

    @Test
    void withoutAnythingToCompareItWithACandidateIsNotPromoted() {
        Rollout starved = new Rollout(plan(), 0);
        for (int i = 0; i < 1000; i++) {
            starved.ended(true, true, GOOD, 0, 31 * SECOND);
        }
        assertThat(held(starved)).isEqualTo("too few requests of the baseline to compare with");

        Rollout alone = new Rollout(plan(), 0);
        for (int i = 0; i < 1000; i++) {
            alone.ended(true, false, i % 2 == 0 ? BAD : GOOD, 0, 31 * SECOND);
        }
        assertThat(held(alone)).isEqualTo("too few requests of the candidate");
    }

    @Test
    void besideABrokenBaselineABadCandidateIsHeld() {
        Rollout rollout = new Rollout(plan(), 0);
        serve(rollout, 1, 0);
        for (int i = 0; i < 1000; i++) {
            rollout.ended(i % 10 == 0, true, BAD, 0, 31 * SECOND);
        }
        assertThat(held(rollout)).isEqualTo("the baseline fails too often to compare with");
    }

    @Test
    void aCandidateThatBreaksUnderTheWholeLoadIsHeldAtTheLastStep() {
        Rollout rollout = new Rollout(with(Control.SELF, 1), 0);
        serve(rollout, 100, 31 * SECOND);
        rollout.tick(60 * SECOND);
        assertThat(rollout.share()).isEqualTo(1);
        for (int i = 0; i < 100; i++) {
            rollout.ended(true, true, i % 5 == 0 ? BAD : GOOD, 0, 61 * SECOND);
        }
        rollout.tick(75 * SECOND);
        assertThat(rollout.state(75 * SECOND).phase()).isEqualTo(Phase.Inconclusive);
        assertThat(rollout.state(75 * SECOND).reason()).contains("the candidate fails with all of the requests");
        assertThat(Rollout.resume(plan(), rollout.state(75 * SECOND), 0)
                        .state(0)
                        .tally())
                .isEqualTo(new Tally(200, 20, 100, 0));
    }

    @Test
    void evidenceIsOnlyWhatEitherArmCouldHaveAnswered() {
        Rollout rollout = new Rollout(plan(), 0);
        serve(rollout, 1, 0);
        for (int i = 0; i < 100; i++) {
            assertThat(rollout.ended(true, false, BAD, 0, 40 * SECOND)).isFalse();
        }
        assertThat(rollout.state(0).evidence().getFirst().badCandidate()).isZero();
    }

    private static String held(Rollout rollout) {
        rollout.tick(61 * SECOND);
        RolloutState state = rollout.state(61 * SECOND);
        assertThat(state.phase()).isEqualTo(Phase.Inconclusive);
        return state.reason();
    }

    @Test
    void itJudgesWhileItWaitsForApproval() {
        Rollout rollout = new Rollout(plan(), 0);
        serve(rollout, 20, SECOND);
        rollout.tick(61 * SECOND);
        assertThat(rollout.state(0).phase()).isEqualTo(Phase.Paused);
        boolean cut = false;
        for (int i = 0; i < 10 && !cut; i++) {
            cut = rollout.ended(true, true, BAD, 0, 62 * SECOND);
        }
        assertThat(cut).isTrue();
    }

    @Test
    void fiveLostConnectionsInARowAreEnough() {
        Rollout rollout = new Rollout(plan(), 0);
        for (int i = 0; i < 4; i++) {
            assertThat(rollout.ended(true, true, NO_CONNECTION, 0, i)).isFalse();
        }
        assertThat(rollout.ended(true, true, NO_CONNECTION, 0, 5)).isTrue();
        assertThat(rollout.state(5).reason()).isEqualTo("connect");
    }

    @Test
    void theFaultsOfAColdStartDoNotCount() {
        Rollout rollout = new Rollout(plan(), 0);
        for (int i = 0; i < 50; i++) {
            assertThat(rollout.ended(true, true, BAD, 0, i * SECOND / 2)).isFalse();
        }
        assertThat(rollout.state(0).evidence().getFirst().badCandidate()).isZero();
    }

    @Test
    void oneUserWithABadMinuteIsOneBadEvent() {
        Rollout rollout = new Rollout(plan(), 0);
        serve(rollout, 1, 0);
        for (int i = 0; i < 50; i++) {
            assertThat(rollout.ended(true, true, BAD, 42, 40 * SECOND + i)).isFalse();
        }
        assertThat(rollout.state(0).evidence().getFirst().badCandidate()).isOne();
        rollout.ended(true, true, BAD, 42, 101 * SECOND);
        assertThat(rollout.state(0).evidence().getFirst().badCandidate()).isEqualTo(2);
    }

    @Test
    void slowAnswersAreJudgedAgainstWhatIsTolerated() {
        SequentialTest strict = new SequentialTest(1);
        SequentialTest lenient = new SequentialTest(1.5);
        for (SequentialTest test : List.of(strict, lenient)) {
            test.share(0.5);
            for (int i = 0; i < 600; i++) {
                if (i % 5 < 3) {
                    test.badCandidate();
                } else {
                    test.badBaseline();
                }
            }
        }
        assertThat(strict.eValue()).isGreaterThan(100);
        assertThat(lenient.eValue()).isLessThan(2);
    }

    @Test
    void aBadSignalRollsBackAndAnInconclusiveOneHolds() {
        Rollout bad = new Rollout(signal(Signal.Bad), 0);
        assertThat(bad.state(0).phase()).isEqualTo(Phase.RolledBack);
        assertThat(bad.state(0).reason()).isEqualTo("drift");
        Rollout unknown = new Rollout(signal(Signal.Inconclusive), 0);
        serve(unknown, 20, SECOND);
        unknown.tick(61 * SECOND);
        assertThat(unknown.state(61 * SECOND).phase()).isEqualTo(Phase.Inconclusive);
        unknown.adopt(signal(Signal.Good), 62 * SECOND);
        assertThat(unknown.state(62 * SECOND).phase()).isEqualTo(Phase.Paused);
    }

    @Test
    void theDocumentMovesAllRoutersTogether() {
        Rollout rollout = new Rollout(with(new Control(0, 0, ""), 0), 0);
        serve(rollout, 20, SECOND);
        rollout.tick(61 * SECOND);
        assertThat(rollout.share()).isEqualTo(0.1);
        assertThat(rollout.state(61 * SECOND).stepComplete()).isTrue();
        rollout.adopt(with(new Control(2, 0, ""), 0), 62 * SECOND);
        assertThat(rollout.share()).isEqualTo(1);
        rollout.adopt(with(new Control(2, 0, "errors"), 0), 63 * SECOND);
        assertThat(rollout.share()).isZero();
    }

    @Test
    void aRestartedRouterGoesOnWhereItWas() {
        Rollout before = new Rollout(plan(), 0);
        serve(before, 21, 0);
        before.ended(true, true, BAD, 0, 40 * SECOND);
        before.ended(false, true, BAD, 0, 40 * SECOND);
        before.tick(61 * SECOND);
        RolloutState state = before.state(61 * SECOND);

        Rollout after = Rollout.resume(plan(), state, 5 * SECOND);
        assertThat(after.state(5 * SECOND).phase()).isEqualTo(Phase.Paused);
        assertThat(after.state(5 * SECOND).exposures()).isEqualTo(state.exposures());
        assertThat(after.state(5 * SECOND).evidence().getFirst().eValue())
                .isCloseTo(state.evidence().getFirst().eValue(), within(0.2));

        before.adopt(with(new Control(1, 0, "errors"), 0), 62 * SECOND);
        assertThat(Rollout.resume(plan(), before.state(63 * SECOND), 0).share()).isZero();
    }

    @Test
    void anotherExperimentBeginsAnew() {
        Rollout before = new Rollout(with(new Control(-1, 0, "errors"), 0), 0);
        RolloutPlan other = new RolloutPlan(
                "other", STEPS, errors(), 0.01, 1, true, OnInconclusive.Hold, 0, 0, 0, Map.of(), Control.SELF);
        assertThat(Rollout.resume(other, before.state(0), 0).share()).isEqualTo(0.1);
    }

    @Test
    void afterTheProgressDeadlineItDoesAsTheDocumentSays() {
        assertThat(deadline(OnInconclusive.Hold).phase()).isEqualTo(Phase.Inconclusive);
        assertThat(deadline(OnInconclusive.Promote).phase()).isEqualTo(Phase.Paused);
        assertThat(deadline(OnInconclusive.Rollback).phase()).isEqualTo(Phase.RolledBack);
    }

    private static RolloutState deadline(OnInconclusive then) {
        RolloutPlan plan = new RolloutPlan(
                "fraud", STEPS, errors(), 0.01, 1, true, then, 3600 * SECOND, 0, 0, Map.of(), Control.SELF);
        Rollout rollout = new Rollout(plan, 0);
        rollout.tick(3601 * SECOND);
        return rollout.state(3601 * SECOND);
    }

    private static void serve(Rollout rollout, int requests, long now) {
        for (int i = 0; i < requests; i++) {
            rollout.ended(true, true, GOOD, 0, now);
            rollout.ended(false, true, GOOD, 0, now);
        }
    }

    private static List<Metric> errors() {
        return List.of(new Metric("errors", Metric.Kind.ERRORS, 0, 1, 1));
    }

    private static RolloutPlan plan() {
        return with(Control.SELF, 0);
    }

    private static RolloutPlan with(Control control, int approved) {
        return make(Map.of(), new Control(control.step(), approved, control.rolledBack()));
    }

    private static RolloutPlan signal(Signal signal) {
        return make(Map.of("drift", signal), Control.SELF);
    }

    private static RolloutPlan make(Map<String, Signal> signals, Control control) {
        return new RolloutPlan(
                "fraud",
                STEPS,
                errors(),
                0.01,
                1,
                true,
                OnInconclusive.Hold,
                Long.MAX_VALUE,
                30 * SECOND,
                60 * SECOND,
                signals,
                control);
    }
}

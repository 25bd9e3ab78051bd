package dev.slipway.router.policy.choice;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.router.policy.choice.TargetChoice.Preference;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class TargetChoiceTest {
    private static final long MILLI = 1_000_000L;
    private static final long SECOND = 1_000_000_000L;
    private static final TargetOutlook EDGE = outlook(20, 0.000002);
    private static final TargetOutlook CLOUD = outlook(10, 0.0001);
    private static final TargetOutlook BURST = outlook(60, 0.0004);

    private final TargetChoice cost = new TargetChoice(Preference.COST, new SplittableRandom(1));

    @Test
    void theCheapestThatMeetsTheDeadlineIsChosen() {
        assertThat(mostly(cost, 100, 0, EDGE, CLOUD, BURST)).isZero();
        assertThat(mostly(new TargetChoice(Preference.COST, new SplittableRandom(2)), 15, 0, EDGE, CLOUD, BURST))
                .isEqualTo(1);
    }

    @Test
    void theFastestIsChosenByLatency() {
        TargetChoice latency = new TargetChoice(Preference.LATENCY, new SplittableRandom(1));
        assertThat(mostly(latency, 100, 0, EDGE, CLOUD, BURST)).isEqualTo(1);
    }

    @Test
    void whereNoneMeetsTheDeadlineTheFastestUsableIsTried() {
        assertThat(cost.choose(new TargetOutlook[] {EDGE, CLOUD, BURST}, MILLI, 0))
                .isEqualTo(1);
        assertThat(cost.choose(new TargetOutlook[] {lost(EDGE), lost(CLOUD), BURST}, MILLI, 0))
                .isEqualTo(2);
        assertThat(cost.choose(new TargetOutlook[] {lost(EDGE), lost(CLOUD), lost(BURST)}, SECOND, 0))
                .isEqualTo(-1);
    }

    @Test
    void aLostTargetIsLeftAtOnceAndComesBackAfterTheDwell() {
        assertThat(mostly(cost, 100, 0, EDGE, CLOUD, BURST)).isZero();
        assertThat(mostly(cost, 100, SECOND, lost(EDGE), CLOUD, BURST)).isEqualTo(1);
        assertThat(mostly(cost, 100, 2 * SECOND, EDGE, CLOUD, BURST)).isEqualTo(1);
        assertThat(mostly(cost, 100, 7 * SECOND, EDGE, CLOUD, BURST)).isZero();
    }

    @Test
    void pricesThatCrossByLittleDoNotSwitch() {
        for (int i = 0; i < 1000; i++) {
            double wobble = i % 2 == 0 ? 0.95 : 1.05;
            cost.choose(new TargetOutlook[] {outlook(10, 1), outlook(10, wobble)}, SECOND, i * SECOND);
        }
        assertThat(cost.switches()).isZero();
    }

    @Test
    void atMostOneSwitchPerDwellHoweverPricesJump() {
        for (int i = 0; i < 1000; i++) {
            double jump = i % 2 == 0 ? 0.5 : 2;
            cost.choose(new TargetOutlook[] {outlook(10, 1), outlook(10, jump)}, SECOND, i * 100L * MILLI);
        }
        assertThat(cost.switches()).isLessThanOrEqualTo(20);
    }

    @Test
    void oneInAHundredExploresWhatElseQualifies() {
        int[] counts = new int[3];
        for (int i = 0; i < 100_000; i++) {
            counts[cost.choose(new TargetOutlook[] {EDGE, CLOUD, lost(BURST)}, SECOND, i)]++;
        }
        assertThat(counts[1]).isBetween(200, 500);
        assertThat(counts[2]).isZero();
    }

    @Test
    void predictionsGrowWithVariationAndWithLoad() {
        RttEstimate steady = new RttEstimate();
        RttEstimate shaky = new RttEstimate();
        for (int i = 0; i < 100; i++) {
            steady.sample(1e7);
            shaky.sample(i % 2 == 0 ? 1e6 : 19e6);
        }
        assertThat(TargetOutlook.predict(shaky, 0, 0, 0)).isGreaterThan(2 * TargetOutlook.predict(steady, 0, 0, 0));
        assertThat(TargetOutlook.predict(steady, 0, 1, 0)).isGreaterThan(1.9 * TargetOutlook.predict(steady, 0, 0, 0));
        assertThat(TargetOutlook.predict(new RttEstimate(), 7, 0, 2)).isEqualTo(9);
    }

    @Test
    void twoMissedBeatsLoseATargetAndOneBringsItBack() {
        Heartbeat heartbeat = new Heartbeat();
        heartbeat.missed();
        assertThat(heartbeat.alive()).isTrue();
        heartbeat.missed();
        assertThat(heartbeat.alive()).isFalse();
        heartbeat.answered(MILLI);
        assertThat(heartbeat.alive()).isTrue();
    }

    private static int mostly(TargetChoice choice, long millis, long now, TargetOutlook... outlooks) {
        int[] counts = new int[outlooks.length];
        for (int i = 0; i < 101; i++) {
            counts[choice.choose(outlooks, millis * MILLI, now)]++;
        }
        int best = 0;
        for (int i = 0; i < counts.length; i++) {
            best = counts[i] > counts[best] ? i : best;
        }
        return best;
    }

    private static TargetOutlook outlook(long millis, double cost) {
        return new TargetOutlook(true, millis * MILLI, cost);
    }

    private static TargetOutlook lost(TargetOutlook outlook) {
        return new TargetOutlook(false, outlook.predictedNanos(), outlook.cost());
    }
}

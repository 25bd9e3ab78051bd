package dev.slipway.driftjob.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.driftjob.statistics.BinDistances;
import dev.slipway.driftjob.statistics.Interval;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RuleTest {
    private static final ConfidenceBand KS = new ConfidenceBand.KolmogorovSmirnov();
    private final Rule effect = new Rule(Rule.Method.EFFECT_SIZE, 0.01, Correction.BH, 500);

    @Test
    void a_distance_surely_above_the_threshold_is_drift_and_surely_below_is_none() {
        assertThat(decide(0.3, 10_000).verdict()).isEqualTo(Verdict.DRIFT);
        assertThat(decide(0.01, 10_000).verdict()).isEqualTo(Verdict.NO_DRIFT);
    }

    @Test
    void too_few_rows_to_tell_are_undecided_with_the_rows_that_would_do() {
        Rule.Outcome outcome = decide(0.06, 600);
        assertThat(outcome.verdict()).isEqualTo(Verdict.UNDECIDED);
        double needed = outcome.rowsNeeded();
        assertThat(decide(0.06, needed).verdict()).isEqualTo(Verdict.NO_DRIFT);
        assertThat(decide(0.06, needed - 50).verdict()).isEqualTo(Verdict.UNDECIDED);
    }

    @Test
    void fewer_rows_than_the_minimum_give_no_verdict() {
        assertThat(decide(0.9, 499).verdict()).isEqualTo(Verdict.NO_DATA);
    }

    @Test
    void a_p_value_whose_bounds_lie_on_both_sides_of_alpha_is_undecided() {
        Rule rule = new Rule(Rule.Method.P_VALUE, 0.05, Correction.NONE, 1);
        assertThat(rule.decide(List.of(p(0.04, 0.06))).getFirst().verdict()).isEqualTo(Verdict.UNDECIDED);
        assertThat(rule.decide(List.of(p(0.01, 0.04))).getFirst().verdict()).isEqualTo(Verdict.DRIFT);
        assertThat(rule.decide(List.of(p(0.05, 0.06))).getFirst().verdict()).isEqualTo(Verdict.NO_DRIFT);
    }

    @Test
    void fifty_stable_features_hardly_ever_alarm_after_correction() {
        Rule rule = new Rule(Rule.Method.P_VALUE, 0.05, Correction.BH, 1);
        SplittableRandom random = new SplittableRandom(9);
        int alarms = 0;
        for (int run = 0; run < 2_000; run++) {
            List<Evidence> features = Stream.generate(random::nextDouble)
                    .limit(50)
                    .map(p -> p(p, p))
                    .toList();
            alarms += rule.decide(features).stream().anyMatch(o -> o.verdict() == Verdict.DRIFT) ? 1 : 0;
        }
        assertThat(alarms).isBetween(40, 140);
    }

    @Test
    void the_band_of_levels_holds_with_the_promised_probability() {
        SplittableRandom random = new SplittableRandom(4);
        ConfidenceBand band = new ConfidenceBand.TotalVariation(8);
        int outside = 0;
        for (int run = 0; run < 500; run++) {
            double[] x = new double[8];
            double[] y = new double[8];
            for (int i = 0; i < 400; i++) {
                x[random.nextInt(8)] += 1.0 / 400;
                y[random.nextInt(8)] += 1.0 / 400;
            }
            double distance = BinDistances.totalVariation(x, y);
            outside += distance > band.radius(400, 400, 0.05) ? 1 : 0;
        }
        assertThat(outside).isLessThanOrEqualTo(25);
    }

    @Test
    void two_of_three_windows_fire_and_empty_windows_do_not_count() {
        assertThat(new WindowHistory("NND").fires(2, 3)).isFalse();
        assertThat(new WindowHistory("NDND").fires(2, 3)).isTrue();
        assertThat(new WindowHistory("ND--D").fires(2, 3)).isTrue();
        assertThat(new WindowHistory("DDNN").resolves(3)).isFalse();
        assertThat(new WindowHistory("DDNN").with(Verdict.NO_DRIFT).resolves(3)).isTrue();
    }

    private Rule.Outcome decide(double distance, double rows) {
        return effect.decide(List.of(new Evidence(
                        "x", Interval.of(distance), new Interval(0, 1), 1_000_000, rows, 0.1, KS, true, false)))
                .getFirst();
    }

    private static Evidence p(double low, double high) {
        return new Evidence("x", Interval.of(0.1), new Interval(low, high), 100, 100, 0.1, KS, true, false);
    }
}

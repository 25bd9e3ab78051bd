package dev.slipway.router.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.router.policy.rollout.Step;
import dev.slipway.router.simulation.Canary.Verdict;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Reference 2.7: a candidate with 10 % of the traffic beside a baseline of which 0.5 % of the answers are bad. */
class CanaryTest {
    private static final double BASE = 0.005;
    private static final int RUNS = 200;
    /** ln(1/alpha) / KL(0.526 || 0.1) bad events in both arms, 0.526 of them of the candidate. */
    private static final double BOUND = Math.log(100) / kullbackLeibler(0.5263, 0.1) * 0.5263;

    @ParameterizedTest
    @CsvSource({
        "100, 0.01, 1800, 360, 38",
        "100, 0.05, 1800, 12, 5",
        "100, 0.50, 1800, 1, 4",
        "10, 0.05, 1800, 115, 5",
        "1, 0.05, 3600, 1100, 5"
    })
    void aWorseCandidateIsCutOffAfterAFewBadAnswers(
            double rps, double rate, double seconds, double medianSeconds, double medianBad) {
        Canary canary = Canary.at(10, rps, BASE, rate, seconds);
        List<Verdict> sequential = runs(canary::sequential);
        List<Verdict> flagger = runs(seed -> canary.windows(5, 10, seed));

        row(rps, rate, sequential, flagger, runs(seed -> canary.windows(1, 10, seed)));
        assertThat(median(sequential.stream().map(Verdict::seconds).toList())).isLessThan(medianSeconds);
        assertThat(medianBad(sequential)).isLessThanOrEqualTo(medianBad);
    }

    @Test
    void badAnswersServedStayNearTheInformationBound() {
        Canary canary = Canary.at(10, 100, BASE, 0.05, 1800);
        List<Verdict> verdicts =
                LongStream.range(0, 2000).mapToObj(canary::sequential).toList();
        double bad = medianBad(verdicts);
        double mean = verdicts.stream().mapToLong(Verdict::bad).average().orElseThrow();
        Report.line("| 2.7 bad answers served, 0.5 %% to 5 %%, 2000 seeds | median %s, mean %s | bound %s |"
                .formatted(Report.number(bad), Report.number(mean), Report.number(BOUND)));
        assertThat(bad).isLessThan(1.3 * BOUND);
        assertThat(mean).isLessThan(1.3 * BOUND);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 10, 100, 1000})
    void equalVersionsAreRolledBackInAtMostOnePercentOfRollouts(double rps) {
        int rollouts = Report.runs(rps > 100 ? 200 : 1000);
        List<Step> steps = List.of(weight(1, 120), weight(10, 600), weight(50, 600), weight(100, 60));
        Canary same = new Canary(rps, BASE, BASE, steps, 3600);
        long cut = LongStream.range(0, rollouts)
                .filter(seed -> same.sequential(seed).cut())
                .count();
        Report.line("| A/A at %s req/s, seeds 0 to %d | %d of %d rolled back |"
                .formatted(Report.number(rps), rollouts - 1, cut, rollouts));
        assertThat(cut).isLessThanOrEqualTo(rollouts / 100);
    }

    @Test
    void aCandidateThatTurnsBadAfterHoursIsStillFoundSoon() {
        List<Verdict> verdicts =
                LongStream.range(0, RUNS).mapToObj(LateFault::run).toList();
        Report.line("| 2.7 fault after 2 h at 100 req/s, 0.5 %% to 5 %% | median %s s, %s bad |"
                .formatted(
                        Report.number(
                                median(verdicts.stream().map(Verdict::seconds).toList())),
                        Report.number(medianBad(verdicts))));
        assertThat(medianBad(verdicts)).isLessThan(25);
    }

    private static Step weight(double percent, long seconds) {
        return new Step.Weight(percent, seconds * 1_000_000_000L, 0);
    }

    private static List<Verdict> runs(LongFunction<Verdict> run) {
        return LongStream.range(0, RUNS).mapToObj(run).toList();
    }

    private static double medianBad(List<Verdict> verdicts) {
        return median(verdicts.stream().map(verdict -> (double) verdict.bad()).toList());
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream()
                .map(value -> value < 0 ? Double.POSITIVE_INFINITY : value)
                .sorted()
                .toList();
        return sorted.get(sorted.size() / 2);
    }

    private static double kullbackLeibler(double a, double b) {
        return a * Math.log(a / b) + (1 - a) * Math.log((1 - a) / (1 - b));
    }

    private static void row(double rps, double rate, List<Verdict> ours, List<Verdict> five, List<Verdict> one) {
        Report.line("| 2.7 %s req/s, candidate %s %%, seeds 0 to %d | %s | %s | %s |"
                .formatted(Report.number(rps), Report.number(rate * 100), RUNS - 1, cell(ours), cell(five), cell(one)));
    }

    private static String cell(List<Verdict> verdicts) {
        return Report.number(median(verdicts.stream().map(Verdict::seconds).toList())) + " s / "
                + (long) medianBad(verdicts);
    }
}

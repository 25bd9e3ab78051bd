package dev.slipway.driftjob.gate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.driftjob.concept.Metric;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GateTest {
    private static final GateRule BETTER = new GateRule.Better(Metric.auc, 0.002, 0.95);
    private static final GateRule FLOOR = new GateRule.Floor(Metric.accuracy, 0.7);
    private static final GateRule SEGMENTS = new GateRule.NotWorse(Metric.accuracy, 0.02, "country");

    @Test
    void a_candidate_that_is_better_everywhere_passes_and_every_rule_shows_its_numbers() {
        GateDecision decision = gate(BETTER, FLOOR, SEGMENTS).decide(rows(4_000, 0.4, 0.1, 0.1));
        assertThat(decision.reason()).isEqualTo("AllRulesHold");
        assertThat(decision.passed()).isTrue();
        assertThat(decision.ledger()).hasSize(6);
        assertThat(decision.ledger().getFirst().low()).isGreaterThan(0.002);
        assertThat(decision.ledger().getFirst().tests()).containsKey("deLongP");
    }

    @Test
    void a_model_is_not_better_than_itself() {
        Holdout rows = rows(2_000, 0.3, 0.3, 0.3);
        Holdout same = new Holdout(
                rows.labels(),
                Holdout.Labels.BINARY,
                Optional.of(rows.candidate()),
                rows.candidate(),
                rows.blocks(),
                rows.segments());
        GateDecision decision = gate(BETTER).decide(same);
        assertThat(decision.reason()).isEqualTo("NotBetter");
        assertThat(gate(new GateRule.NotWorse(Metric.auc, 0, "")).decide(same).passed())
                .isTrue();
        assertThat(gate(new GateRule.Better(Metric.auc, 0, 0.95)).decide(same).passed())
                .as("not even by nothing")
                .isFalse();
    }

    @Test
    void a_gain_for_most_does_not_pay_for_the_loss_of_one_segment() {
        GateDecision decision = gate(BETTER, SEGMENTS).decide(rows(6_000, 0.3, 0.05, 0.45));
        assertThat(decision.reason()).isEqualTo("SegmentWorse");
        assertThat(decision.ledger())
                .filteredOn(e -> !e.passed())
                .extracting(LedgerEntry::segment)
                .containsExactly("DE");
    }

    @Test
    void a_candidate_below_the_floor_stays_out_even_without_a_champion() {
        Holdout rows = rows(1_000, 0.3, 0.6, 0.6);
        Holdout alone = new Holdout(
                rows.labels(),
                Holdout.Labels.BINARY,
                Optional.empty(),
                rows.candidate(),
                rows.blocks(),
                rows.segments());
        assertThat(gate(FLOOR).decide(alone).reason()).isEqualTo("BelowFloor");
        Holdout good = rows(1_000, 0.3, 0.1, 0.1);
        Holdout first = new Holdout(
                good.labels(), Holdout.Labels.BINARY, Optional.empty(), good.candidate(), good.blocks(), Map.of());
        assertThat(gate(BETTER, FLOOR).decide(first).passed()).isTrue();
    }

    @Test
    void few_rows_and_metrics_without_meaning_decide_nothing() {
        assertThat(gate(BETTER).decide(rows(50, 0.4, 0.1, 0.1)).reason()).isEqualTo("TooFewRows");
        Holdout rows = rows(500, 0.4, 0.1, 0.1);
        double[] ones = new double[500];
        Arrays.fill(ones, 1);
        Holdout single =
                new Holdout(ones, Holdout.Labels.BINARY, rows.champion(), rows.candidate(), rows.blocks(), Map.of());
        assertThat(gate(BETTER).decide(single).reason()).isEqualTo("MetricUndefined");
    }

    @Test
    void rows_of_one_block_are_drawn_together_which_widens_the_interval() {
        Holdout rows = rows(2_000, 0.4, 0.35, 0.35);
        int[] blocks = IntStream.range(0, 2_000).map(i -> i / 100).toArray();
        double single = width(rows);
        double[] labels = rows.labels().clone();
        Answered champion = rows.champion().orElseThrow();
        double[] scores = rows.candidate().scores().clone();
        for (int i = 0; i < 2_000; i++) {
            scores[i] = (i / 100) % 2 == 0 ? labels[i] : champion.scores()[i];
        }
        Answered uneven = new Answered(scores, classes(scores));
        Holdout apart =
                new Holdout(labels, Holdout.Labels.BINARY, Optional.of(champion), uneven, rows.blocks(), Map.of());
        Holdout together = new Holdout(labels, Holdout.Labels.BINARY, Optional.of(champion), uneven, blocks, Map.of());
        assertThat(width(together)).isGreaterThan(2 * width(apart));
        assertThat(single).isPositive();
    }

    @Test
    void equal_candidates_seldom_pass_and_worse_ones_never() {
        int equal = 0;
        int worse = 0;
        for (int seed = 0; seed < 60; seed++) {
            equal += gate(new GateRule.Better(Metric.accuracy, 0, 0.95))
                            .decide(rows(600, 0.3, 0.3, 0.3, seed))
                            .passed()
                    ? 1
                    : 0;
            worse += gate(new GateRule.Better(Metric.accuracy, 0, 0.95))
                            .decide(rows(600, 0.2, 0.3, 0.3, seed))
                            .passed()
                    ? 1
                    : 0;
        }
        assertThat(equal).isLessThanOrEqualTo(8);
        assertThat(worse).isZero();
    }

    @Test
    void one_segment_of_many_that_is_surely_harmed_is_seen_however_many_there_are() {
        Holdout rows = rows(12_000, 0.1, 0.05, 0.05);
        List<String> shops = IntStream.range(0, 12_000)
                .mapToObj(i -> "shop-%03d".formatted(i % 120))
                .toList();
        double[] worse = rows.candidate().scores().clone();
        for (int i = 7; i < worse.length; i += 120) {
            worse[i] = 1 - worse[i];
        }
        Holdout harmed = new Holdout(
                rows.labels(),
                Holdout.Labels.BINARY,
                rows.champion(),
                new Answered(worse, classes(worse)),
                rows.blocks(),
                Map.of("shop", shops));
        for (Metric metric : List.of(Metric.accuracy, Metric.auc)) {
            GateDecision decision =
                    gate(new GateRule.NotWorse(metric, 0.02, "shop")).decide(harmed);
            assertThat(decision.ledger())
                    .filteredOn(e -> !e.passed())
                    .extracting(LedgerEntry::segment)
                    .as(metric + "")
                    .containsExactly("shop-007");
        }
    }

    @Test
    void a_rule_by_segment_that_judges_nothing_is_not_held() {
        GateRule byCountry = new GateRule.NotWorse(Metric.auc, 0.02, "country");
        Holdout rows = rows(4_000, 0.3, 0.1, 0.1);
        double[] holes = rows.candidate().scores().clone();
        for (int i = 0; i < holes.length; i++) {
            holes[i] = rows.segments().getOrDefault("country", List.of()).get(i).equals("DE") ? Double.NaN : holes[i];
        }
        Answered silent = new Answered(holes, rows.candidate().classes());
        Holdout unanswered = with(rows, Holdout.Labels.BINARY, silent, rows.blocks());
        assertThat(gate(byCountry).decide(unanswered).reason()).isEqualTo("MetricUndefined");
        Holdout unknown = with(rows, Holdout.Labels.NAMES, rows.candidate(), rows.blocks());
        assertThat(gate(byCountry).decide(unknown).reason()).isEqualTo("MetricUndefined");
        Holdout few = rows(40, 0.1, 0.4, 0.4);
        assertThat(new Gate(List.of(byCountry), 30, 300, 7).decide(few).reason())
                .isEqualTo("MetricUndefined");
    }

    @Test
    void models_that_name_no_class_of_the_labels_are_not_equally_good() {
        Holdout rows = rows(1_000, 0.3, 0.3, 0.3);
        double[] other = new double[1_000];
        Arrays.fill(other, 7);
        Answered stranger = new Answered(rows.candidate().scores(), other);
        Holdout strangers = new Holdout(
                rows.labels(), Holdout.Labels.BINARY, Optional.of(stranger), stranger, rows.blocks(), Map.of());
        for (GateRule rule :
                List.of(new GateRule.NotWorse(Metric.accuracy, 0.01, ""), new GateRule.Floor(Metric.accuracy, 0))) {
            assertThat(gate(rule).decide(strangers).reason()).isEqualTo("MetricUndefined");
        }
        GateRule error = new GateRule.NotWorse(Metric.mae, 0.1, "");
        assertThat(gate(error)
                        .decide(with(rows, Holdout.Labels.NAMES, rows.candidate(), rows.blocks()))
                        .reason())
                .as("codes of names are no numbers")
                .isEqualTo("MetricUndefined");
    }

    @Test
    void a_few_blocks_say_nothing_of_chance() {
        Holdout rows = rows(2_000, 0.4, 0.1, 0.1);
        int[] one = new int[2_000];
        Holdout together = with(rows, Holdout.Labels.BINARY, rows.candidate(), one);
        assertThat(gate(BETTER).decide(together).reason()).isEqualTo("TooFewBlocks");
        assertThat(gate(FLOOR).decide(together).passed()).isTrue();
        int[] enough = IntStream.range(0, 2_000).map(i -> i % 40).toArray();
        assertThat(gate(BETTER)
                        .decide(with(rows, Holdout.Labels.BINARY, rows.candidate(), enough))
                        .passed())
                .isTrue();
    }

    private static Holdout with(Holdout rows, Holdout.Labels labels, Answered candidate, int[] blocks) {
        return new Holdout(rows.labels(), labels, rows.champion(), candidate, blocks, rows.segments());
    }

    private static double width(Holdout rows) {
        LedgerEntry entry = gate(new GateRule.Better(Metric.accuracy, 0, 0.95))
                .decide(rows)
                .ledger()
                .getFirst();
        return entry.high() - entry.low();
    }

    private static Gate gate(GateRule... rules) {
        return new Gate(List.of(rules), 200, 300, 7);
    }

    private static Holdout rows(int size, double champion, double candidate, double candidateInDe) {
        return rows(size, champion, candidate, candidateInDe, 1);
    }

    /** Labels and models that are wrong at these rates, the candidate at another one in DE. */
    private static Holdout rows(int size, double champion, double candidate, double candidateInDe, int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] labels = new double[size];
        double[] old = new double[size];
        double[] fresh = new double[size];
        List<String> countries = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            labels[i] = random.nextInt(2);
            countries.add(List.of("US", "FR", "DE", "IT").get(random.nextInt(4)));
            double rate = countries.get(i).equals("DE") ? candidateInDe : candidate;
            old[i] = random.nextDouble() < champion ? 1 - labels[i] : labels[i];
            fresh[i] = random.nextDouble() < rate ? 1 - labels[i] : labels[i];
            old[i] = 0.1 + 0.8 * old[i] * random.nextDouble(0.7, 1);
            fresh[i] = 0.1 + 0.8 * fresh[i] * random.nextDouble(0.7, 1);
        }
        return new Holdout(
                labels,
                Holdout.Labels.BINARY,
                Optional.of(new Answered(old, classes(old))),
                new Answered(fresh, classes(fresh)),
                IntStream.range(0, size).toArray(),
                Map.of("country", countries));
    }

    private static double[] classes(double[] scores) {
        return Arrays.stream(scores).map(s -> s >= 0.5 ? 1 : 0).toArray();
    }
}

package dev.slipway.driftjob.profile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumericProfileTest {
    private final SplittableRandom random = new SplittableRandom(7);

    @Test
    void merged_parts_equal_one_pass_to_the_bit() {
        for (int round = 0; round < 30; round++) {
            double[] data = wild(4_000);
            NumericProfile whole = new NumericProfile(ColumnKind.NUMERIC, edges(data));
            NumericProfile merged = whole.emptyLike();
            NumericProfile part = whole.emptyLike();
            for (double value : data) {
                whole.add(value);
                part.add(value);
                if (random.nextInt(100) == 0) {
                    merged.merge(part);
                    part = whole.emptyLike();
                }
            }
            part.merge(merged);
            assertThat(part).isEqualTo(whole);
            assertThat(part.moments().deviation()).isEqualTo(whole.moments().deviation());
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 999, 9_000, 70_000, 200_000})
    void values_of_an_array_count_as_one_by_one(int size) {
        double[] data = wild(size);
        for (int i = 0; i < size; i += 1 + random.nextInt(20_000)) {
            data[i] = List.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -1e300)
                    .get(random.nextInt(4));
        }
        ReferenceNumbers byArray = new ReferenceNumbers(ColumnKind.NUMERIC);
        ReferenceNumbers oneByOne = new ReferenceNumbers(ColumnKind.NUMERIC);
        for (int from = 0, to; from < size; from = to) {
            to = Math.min(size, from + 1 + random.nextInt(40_000));
            byArray.addAll(data, from, to);
        }
        Arrays.stream(data).forEach(oneByOne::add);
        NumericProfile reference = byArray.profile();
        assertThat(reference).isEqualTo(oneByOne.profile());

        NumericProfile current = reference.emptyLike();
        current.addAll(data, 0, size);
        assertThat(current).isEqualTo(reference);

        double[] nothing = new double[size];
        Arrays.fill(nothing, Double.NaN);
        current.addAll(nothing, 0, size);
        current.addAll(nothing, size, size);
        assertThat(current.nans()).isEqualTo(reference.nans() + size);
    }

    @Test
    void slots_are_those_of_a_linear_search() {
        for (int round = 0; round < 60; round++) {
            boolean whole = round % 3 == 0;
            double[] data = wild(2 + random.nextInt(whole ? 150 : 3_000));
            if (whole) {
                data[0] = -Double.MAX_VALUE;
                data[data.length - 1] = Double.MAX_VALUE;
            }
            Edges edges = edges(data);
            double[] values = edges.toArray();
            for (double value :
                    IntStream.range(0, 500).mapToDouble(i -> probe(values)).toArray()) {
                int at = Arrays.binarySearch(values, value);
                assertThat(edges.slot(value)).isEqualTo(at >= 0 ? 2 * at + 1 : 2 * (-at - 1));
            }
        }
    }

    @Test
    void sums_are_exact_in_any_order() {
        for (int round = 0; round < 200; round++) {
            ExactSum sum = new ExactSum();
            BigDecimal exact = BigDecimal.ZERO;
            for (int i = 0; i < 2_500; i++) {
                double value = (random.nextDouble() - 0.5) * Math.scalb(1.0, random.nextInt(-300, 300));
                sum.add(value);
                exact = exact.add(new BigDecimal(value));
            }
            assertThat(sum.value()).isEqualTo(exact.doubleValue());
        }
    }

    @Test
    void nulls_nans_and_infinities_are_counted_apart() {
        ReferenceNumbers numbers = new ReferenceNumbers(ColumnKind.NUMERIC);
        for (double value : new double[] {1, 1, 1, Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            numbers.add(value);
        }
        numbers.addNull();
        numbers.addInvalid();
        NumericProfile profile = numbers.profile();
        assertThat(profile.rows()).isEqualTo(8);
        assertThat(profile.finite()).isEqualTo(3);
        assertThat(profile.nans()).isEqualTo(1);
        assertThat(profile.positiveInfinities()).isEqualTo(1);
        assertThat(profile.negativeInfinities()).isEqualTo(1);
        assertThat(profile.nulls()).isEqualTo(1);
        assertThat(profile.invalid()).isEqualTo(1);
        assertThat(profile.constant()).isTrue();
    }

    @Test
    void mean_and_deviation_survive_a_large_offset() {
        ReferenceNumbers numbers = new ReferenceNumbers(ColumnKind.NUMERIC);
        for (int i = 0; i < 100_000; i++) {
            numbers.add(1e9 + i % 2);
        }
        assertThat(numbers.profile().moments().mean()).isEqualTo(1e9 + 0.5);
        assertThat(numbers.profile().moments().deviation()).isCloseTo(0.5, within(1e-12));
    }

    @Test
    void a_reference_in_order_is_noticed_and_cured_by_a_second_pass() {
        ReferenceNumbers numbers = new ReferenceNumbers(ColumnKind.NUMERIC);
        for (int i = 0; i < 500_000; i++) {
            numbers.add(i);
        }
        assertThat(numbers.lopsided(numbers.profile())).isTrue();
        NumericProfile second = numbers.again();
        for (int i = 0; i < 500_000; i++) {
            second.add(i);
        }
        assertThat(numbers.lopsided(second)).isFalse();
    }

    @Test
    void profiles_of_different_edges_are_not_merged() {
        NumericProfile one = new NumericProfile(ColumnKind.NUMERIC, Edges.of(new double[] {1, 2}));
        NumericProfile other = new NumericProfile(ColumnKind.NUMERIC, Edges.of(new double[] {1, 3}));
        assertThatThrownBy(() -> one.merge(other)).hasMessageContaining("different edges");
    }

    @Test
    void levels_beyond_the_limit_become_one_count_and_new_ones_are_known() {
        LevelProfile reference = new LevelProfile(ColumnKind.CATEGORICAL);
        reference.add("a");
        reference.add("b");
        LevelProfile current = reference.emptyLike();
        current.add("b");
        for (int i = 0; i < 10_000; i++) {
            current.add("new-" + i);
        }
        assertThat(current.levels()).hasSize(LevelProfile.MAX_LEVELS);
        assertThat(current.values()).isEqualTo(10_001);
        assertThat(current.overflow()).isEqualTo(10_002 - LevelProfile.MAX_LEVELS);
        assertThat(current.count("a")).isZero();
        assertThat(current.count("b")).isEqualTo(1);
    }

    private static Edges edges(double[] data) {
        double[] finite = Arrays.stream(data).filter(Double::isFinite).toArray();
        return Edges.ofSample(finite, 1 + data.length / 3);
    }

    private double probe(double[] edges) {
        double at = edges[random.nextInt(edges.length)];
        return switch (random.nextInt(4)) {
            case 0 -> at;
            case 1 -> Math.min(Double.MAX_VALUE, Math.nextUp(at));
            case 2 -> Math.max(-Double.MAX_VALUE, Math.nextDown(at));
            default -> random.nextGaussian() * (random.nextInt(9) == 0 ? 1e307 : 100);
        };
    }

    private double[] wild(int size) {
        double scale = Math.pow(10, random.nextInt(-5, 9));
        return IntStream.range(0, size)
                .mapToDouble(i -> switch (random.nextInt(12)) {
                    case 0 -> Math.rint(random.nextGaussian() * 3);
                    case 1 -> 0.0;
                    case 2 -> -0.0;
                    case 3 -> random.nextInt(200) == 0 ? 1e300 : 1;
                    default -> random.nextGaussian() * scale;
                })
                .toArray();
    }
}

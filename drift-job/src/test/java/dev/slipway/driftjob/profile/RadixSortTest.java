package dev.slipway.driftjob.profile;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RadixSortTest {
    private static final int MANY = 120_000;

    static Stream<DoubleUnaryOperator> shapes() {
        SplittableRandom random = new SplittableRandom(7);
        double[] extremes = {
            0.0,
            -0.0,
            Double.MIN_VALUE,
            -Double.MIN_VALUE,
            Double.MAX_VALUE,
            -Double.MAX_VALUE,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY
        };
        return List.<DoubleUnaryOperator>of(
                i -> random.nextGaussian(),
                i -> Math.exp(100 * random.nextGaussian()),
                i -> random.nextInt(3),
                i -> 5,
                i -> i,
                i -> -i,
                i -> 1.7e9 + random.nextInt(86_400) + random.nextDouble(),
                // So near each other beside one far away that the first bits tell nothing.
                i -> i == 0 ? -1e300 : 1 + random.nextDouble() * 0x1p-30,
                i -> Double.longBitsToDouble(random.nextLong() & ~(1L << 52)),
                i -> extremes[random.nextInt(extremes.length)])
                .stream();
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void the_order_is_that_of_the_jdk(DoubleUnaryOperator shape) {
        double[] values = new double[MANY];
        Arrays.setAll(values, shape::applyAsDouble);
        double[] expected = values.clone();
        Arrays.sort(expected);
        RadixSort.sort(values);
        assertThat(bits(values)).isEqualTo(bits(expected));
    }

    private static long[] bits(double[] values) {
        return Arrays.stream(values).mapToLong(Double::doubleToRawLongBits).toArray();
    }
}

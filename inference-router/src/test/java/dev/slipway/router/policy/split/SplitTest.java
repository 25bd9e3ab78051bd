package dev.slipway.router.policy.split;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SplitTest {
    private static final int USERS = 100_000;

    @Test
    void hashesAreThoseOfTheReferenceImplementation() {
        assertThat(hash("")).isEqualTo(0xEF46DB3751D8E999L);
        assertThat(hash("a")).isEqualTo(0xD24EC4F1A98C6E5BL);
        assertThat(hash("abc")).isEqualTo(0x44BC2CF5AD770999L);
        assertThat(hash("Nobody inspects the spammish repetition")).isEqualTo(0xFBCEA83C8A378BF1L);
    }

    @Property(tries = 50)
    void whileAWeightGrowsNoUserLeavesTheArmAndExactlyTheDifferenceMoves(
            @ForAll @IntRange(max = 99) int before, @ForAll @IntRange(min = 1, max = 100) int after) {
        int low = Math.min(before, after);
        int high = Math.max(before, after);
        Split first = two(low);
        Split second = two(high);
        int moved = 0;
        for (long bucket = 0; bucket < Split.BUCKETS; bucket++) {
            assertThat(first.arm(bucket) == 1 && second.arm(bucket) == 0).isFalse();
            moved += first.arm(bucket) == second.arm(bucket) ? 0 : 1;
        }
        assertThat(moved).isEqualTo((high - low) * Split.BUCKETS / 100);
    }

    @Property(tries = 20)
    void sharesOfSeveralArmsAreTheirWeights(
            @ForAll @DoubleRange(min = 1, max = 100) double a,
            @ForAll @DoubleRange(min = 1, max = 100) double b,
            @ForAll @DoubleRange(min = 1, max = 100) double c) {
        int[] counts = counts(three(a, b, c));
        double total = a + b + c;
        assertThat(counts[0] / (double) USERS).isCloseTo(a / total, org.assertj.core.api.Assertions.within(0.01));
        assertThat(counts[1] / (double) USERS).isCloseTo(b / total, org.assertj.core.api.Assertions.within(0.01));
        assertThat(counts[2] / (double) USERS).isCloseTo(c / total, org.assertj.core.api.Assertions.within(0.01));
    }

    @Property(tries = 20)
    void aGrowingArmOfSeveralTakesUsersAndNothingMovesBetweenTheOthers(
            @ForAll @DoubleRange(min = 1, max = 50) double grows) {
        Split before = three(grows, 40, 60);
        Split after = three(grows * 1.5, 40, 60);
        for (long user = 0; user < 20_000; user++) {
            long hash = XxHash64.mix(user, 7);
            if (before.arm(hash) != after.arm(hash)) {
                assertThat(after.arm(hash)).isZero();
            }
        }
    }

    @Test
    void anArmOfWeightZeroGetsNobody() {
        assertThat(counts(three(0, 40, 60))[0]).isZero();
        assertThat(two(0).arm(0)).isZero();
    }

    @Test
    void weightsThatAreAllZeroOrNegativeAreRefused() {
        assertThatThrownBy(() -> two(-1)).hasMessageContaining("-1");
        assertThatThrownBy(() -> three(0, 0, 0)).hasMessageContaining("above 0");
    }

    private static Split two(double percent) {
        return Split.of(new double[] {100 - percent, percent}, new long[] {1, 2});
    }

    private static Split three(double a, double b, double c) {
        return Split.of(new double[] {a, b, c}, new long[] {11, 22, 33});
    }

    private static int[] counts(Split split) {
        int[] counts = new int[3];
        for (long user = 0; user < USERS; user++) {
            counts[split.arm(XxHash64.mix(user, 3))]++;
        }
        return counts;
    }

    private static long hash(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return XxHash64.hash(bytes, 0, bytes.length, 0);
    }
}

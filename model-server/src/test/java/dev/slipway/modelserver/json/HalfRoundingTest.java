package dev.slipway.modelserver.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Against all numbers of 16 bits, compared exactly: the nearest wins, and of two the one whose last bit is 0. */
class HalfRoundingTest {
    private static final int CASES = 20_000;
    private static final BigDecimal BEYOND_FP16 = new BigDecimal(65536);
    private static final BigDecimal BEYOND_BF16 = new BigDecimal(2).pow(128);

    @Test
    void numbers_beside_the_middle_of_two_halves_are_rounded_once() {
        assertThat(bits(HalfRounding.FP16, "1.000488281250001")).isEqualTo((short) 0x3c01);
        assertThat(bits(HalfRounding.FP16, "1.00048828125")).isEqualTo((short) 0x3c00);
        assertThat(bits(HalfRounding.FP16, "1.00048828125000000000000000000000001"))
                .isEqualTo((short) 0x3c01);
        assertThat(bits(HalfRounding.BF16, "1.003906250000001")).isEqualTo((short) 0x3f81);
        assertThat(bits(HalfRounding.BF16, "1.00390625")).isEqualTo((short) 0x3f80);
        assertThat(bits(HalfRounding.FP16, "65519.99999999999999999")).isEqualTo((short) 0x7bff);
        assertThat(bits(HalfRounding.FP16, "65520")).isEqualTo((short) 0x7c00);
        assertThat(bits(HalfRounding.FP16, "-1e-400000000")).isEqualTo((short) 0x8000);
        assertThat(bits(HalfRounding.BF16, "-1e400000000")).isEqualTo((short) 0xff80);
    }

    @Test
    void every_half_and_every_middle_and_their_neighbours_round_as_exact_arithmetic_does() {
        SplittableRandom random = new SplittableRandom(5);
        for (HalfRounding type : HalfRounding.values()) {
            int largest = type == HalfRounding.FP16 ? 0x7bff : 0x7f7f;
            for (int i = 0; i < CASES; i++) {
                int bits = i < 40 ? i : i < 80 ? largest - i + 40 : random.nextInt(largest + 1);
                BigDecimal middle = value(type, bits).add(next(type, bits)).divide(BigDecimal.TWO);
                BigDecimal hair = middle.ulp().scaleByPowerOfTen(-random.nextInt(1, 25));
                for (BigDecimal number :
                        new BigDecimal[] {value(type, bits), middle, middle.add(hair), middle.subtract(hair)}) {
                    agree(type, bits, number, random.nextBoolean());
                }
            }
        }
    }

    @Test
    void random_numbers_round_as_exact_arithmetic_does() {
        SplittableRandom random = new SplittableRandom(6);
        for (HalfRounding type : HalfRounding.values()) {
            int largest = type == HalfRounding.FP16 ? 0x7bff : 0x7f7f;
            for (int i = 0; i < CASES; i++) {
                int bits = random.nextInt(largest + 1);
                BigDecimal low = value(type, bits);
                BigDecimal part = new BigDecimal(random.nextDouble());
                agree(type, bits, low.add(next(type, bits).subtract(low).multiply(part)), random.nextBoolean());
            }
        }
    }

    /** A number from a half on and below the next. */
    private static void agree(HalfRounding type, int low, BigDecimal number, boolean negative) {
        int side = number.subtract(value(type, low)).compareTo(next(type, low).subtract(number));
        int nearest = side < 0 || (side == 0 && low % 2 == 0) ? low : low + 1;
        String text = (negative ? "-" : "") + number;

        assertThat(bits(type, text)).as("%s %s", type, text).isEqualTo((short) (negative ? nearest | 0x8000 : nearest));
    }

    private static short bits(HalfRounding type, String text) {
        try {
            float value = type.nearest(Double.parseDouble(text), () -> text);
            short half = type == HalfRounding.FP16 ? Float.floatToFloat16(value) : Bfloat16.of(value);
            float again = type == HalfRounding.FP16 ? Float.float16ToFloat(half) : Bfloat16.toFloat(half);
            assertThat(Float.isInfinite(again) ? value : again).isEqualTo(value);
            return half;
        } catch (java.io.IOException e) {
            throw new AssertionError(e);
        }
    }

    private static BigDecimal value(HalfRounding type, int bits) {
        return new BigDecimal(
                type == HalfRounding.FP16 ? Float.float16ToFloat((short) bits) : Bfloat16.toFloat((short) bits));
    }

    /** The next half; beyond the largest, the one that would be next if there were more exponents. */
    private static BigDecimal next(HalfRounding type, int bits) {
        if (bits == 0x7bff && type == HalfRounding.FP16) {
            return BEYOND_FP16;
        }
        return bits == 0x7f7f ? BEYOND_BF16 : value(type, bits + 1);
    }
}

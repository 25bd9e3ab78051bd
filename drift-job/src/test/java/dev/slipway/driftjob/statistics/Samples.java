package dev.slipway.driftjob.statistics;

import java.util.Arrays;

/** The samples of golden.py, to the bit. */
public final class Samples {
    private Samples() {}

    static double[] sorted(long seed, int size, String shape, double shift) {
        double[] sample = sample(seed, size, shape, shift);
        Arrays.sort(sample);
        return sample;
    }

    public static double[] sample(long seed, int size, String shape, double shift) {
        double[] sample = new double[size];
        long state = seed;
        for (int i = 0; i < size; i++) {
            double first = 0;
            double sum = 0;
            for (int k = 0; k < 4; k++) {
                state += 0x9E37_79B9_7F4A_7C15L;
                double u = uniform(state);
                first = k == 0 ? u : first;
                sum = k == 0 ? u : sum + u;
            }
            double value = sum - 2 + shift;
            sample[i] = switch (shape) {
                case "ties" -> Math.floor(value * 8) / 8;
                case "atoms" -> first < 0.3 ? 0 : value;
                case "few" -> Math.floor(value * 2) / 2;
                case "whole" -> Math.floor(value * 40);
                case "dice" -> Math.floor(first * 21);
                case "constant" -> 2.5;
                default -> value;
            };
        }
        if (shape.equals("outlier")) {
            sample[size - 1] = 1e6;
        }
        return sample;
    }

    private static double uniform(long state) {
        long z = (state ^ (state >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D0_49BB_1331_11EBL;
        z ^= z >>> 31;
        return (z >>> 11) * 0x1p-53;
    }
}

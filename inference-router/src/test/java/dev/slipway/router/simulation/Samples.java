package dev.slipway.router.simulation;

import java.util.Arrays;

/** Response times of a simulation, in milliseconds. */
final class Samples {
    private double[] values = new double[1024];
    private int size;

    void add(double value) {
        if (size == values.length) {
            values = Arrays.copyOf(values, size * 2);
        }
        values[size++] = value;
    }

    double quantile(double part) {
        double[] sorted = Arrays.copyOf(values, size);
        Arrays.sort(sorted);
        return sorted[Math.min(size - 1, (int) (part * size))];
    }

    int size() {
        return size;
    }
}

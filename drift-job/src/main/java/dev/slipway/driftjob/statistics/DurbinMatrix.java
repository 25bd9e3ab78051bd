package dev.slipway.driftjob.statistics;

import java.util.Arrays;

/** Exact distribution of the two-sided Kolmogorov-Smirnov statistic as a matrix power (Marsaglia, Tsang, Wang 2003). */
final class DurbinMatrix {
    private static final int RESCALE = 128;

    private DurbinMatrix() {}

    /** P(D < d) for n values. */
    static double cdf(int n, double d) {
        double t = n * d;
        int k = (int) Math.ceil(t);
        double h = k - t;
        int size = 2 * k - 1;
        double[] power = identity(size);
        double[] base = matrix(size, h);
        double[] spare = new double[size * size];
        int powerExponent = 0;
        int baseExponent = 0;
        for (int rest = n; rest > 0; rest >>= 1) {
            if ((rest & 1) == 1) {
                multiply(power, base, spare, size);
                double[] swap = power;
                power = spare;
                spare = swap;
                powerExponent += baseExponent + rescale(power, size, k);
            }
            if (rest > 1) {
                multiply(base, base, spare, size);
                double[] swap = base;
                base = spare;
                spare = swap;
                baseExponent = 2 * baseExponent + rescale(base, size, k);
            }
        }
        double value = power[(k - 1) * size + k - 1];
        for (int i = 1; i <= n; i++) {
            value = value * i / n;
            if (value < 0x1p-128) {
                value *= 0x1p128;
                powerExponent -= RESCALE;
            }
        }
        return Math.clamp(Math.scalb(value, powerExponent), 0.0, 1.0);
    }

    private static double[] matrix(int size, double h) {
        double[] inverseFactorial = new double[size + 2];
        inverseFactorial[0] = 1;
        for (int i = 1; i < inverseFactorial.length; i++) {
            inverseFactorial[i] = inverseFactorial[i - 1] / i;
        }
        double[] m = new double[size * size];
        for (int i = 0; i < size; i++) {
            for (int j = 0; j <= Math.min(i + 1, size - 1); j++) {
                m[i * size + j] = inverseFactorial[i - j + 1];
            }
        }
        double power = 1;
        for (int i = 0; i < size; i++) {
            power *= h;
            double edge = (1 - power) * inverseFactorial[i + 1];
            m[i * size] = edge;
            m[(size - 1) * size + size - 1 - i] = edge;
        }
        double corner = 1 - 2 * power + Math.pow(Math.max(0, 2 * h - 1), size);
        m[(size - 1) * size] = corner * inverseFactorial[size];
        return m;
    }

    private static double[] identity(int size) {
        double[] m = new double[size * size];
        for (int i = 0; i < size; i++) {
            m[i * size + i] = 1;
        }
        return m;
    }

    private static void multiply(double[] a, double[] b, double[] product, int size) {
        Arrays.fill(product, 0);
        for (int i = 0; i < size; i++) {
            for (int k = 0; k < size; k++) {
                double factor = a[i * size + k];
                if (factor != 0) {
                    for (int j = 0; j < size; j++) {
                        product[i * size + j] += factor * b[k * size + j];
                    }
                }
            }
        }
    }

    private static int rescale(double[] m, int size, int k) {
        if (m[(k - 1) * size + k - 1] < 0x1p128) {
            return 0;
        }
        for (int i = 0; i < m.length; i++) {
            m[i] *= 0x1p-128;
        }
        return RESCALE;
    }
}

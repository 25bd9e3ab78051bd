package dev.slipway.driftjob.statistics;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Two-sample Cramer-von Mises test with the conventions of SciPy: midranks, exact up to 20 values a side. */
public final class CramerVonMises {
    private static final int EXACT_TO = 20;

    private CramerVonMises() {}

    public record Result(double statistic, double pValue) {}

    /** Both sorted, at least two values each. */
    public static Result test(double[] x, double[] y) {
        double n = x.length;
        double m = y.length;
        double total = n + m;
        double u = n * squares(x, y) + m * squares(y, x);
        double k = n * m;
        double t = u / (k * total) - (4 * k - 1) / (6 * total);
        if (Math.max(x.length, y.length) <= EXACT_TO) {
            return new Result(t, exact(u, x.length, y.length));
        }
        double mean = (1 + 1 / total) / 6;
        double variance = (total + 1) * (4 * k * total - 3 * (n * n + m * m) - 2 * k) / (45 * total * total * 4 * k);
        double scaled = 1.0 / 6 + (t - mean) / Math.sqrt(45 * variance);
        return new Result(t, scaled < 0.003 ? 1 : Math.max(0, 1 - limit(scaled)));
    }

    /** Sum of (midrank among all - rank) squared over the values of x. */
    private static double squares(double[] x, double[] y) {
        double sum = 0;
        int before = 0;
        int i = 0;
        while (i < x.length) {
            int end = i;
            while (end < x.length && x[end] == x[i]) {
                end++;
            }
            while (before < y.length && y[before] < x[i]) {
                before++;
            }
            int upTo = before;
            while (upTo < y.length && y[upTo] == x[i]) {
                upTo++;
            }
            double midrank = i + before + (end - i + upTo - before + 1) / 2.0;
            for (int rank = i + 1; rank <= end; rank++) {
                double difference = midrank - rank;
                sum += difference * difference;
            }
            i = end;
        }
        return sum;
    }

    /** Share of all splits whose statistic is at least u; frequencies by recursion (Xiao, Gordon, Yakovlev 2007). */
    private static double exact(double u, int n, int m) {
        long multiple = (long) n / KolmogorovSmirnov.gcd(n, m) * m;
        long a = multiple / m;
        long b = multiple / n;
        double mn = (double) n * m;
        double zeta = Math.floor((double) multiple * multiple * (n + m) * (6 * u - mn * (4 * mn - 1)) / (6 * mn * mn));
        Map<Long, Double> last = frequencies(n, m, a, b);
        double all = 0;
        double atLeast = 0;
        for (Map.Entry<Long, Double> entry : last.entrySet()) {
            all += entry.getValue();
            atLeast += entry.getKey() >= zeta ? entry.getValue() : 0;
        }
        return atLeast / all;
    }

    private static Map<Long, Double> frequencies(int n, int m, long a, long b) {
        List<Map<Long, Double>> row = new ArrayList<>();
        for (int i = 0; i <= m; i++) {
            row.add(new HashMap<>());
        }
        for (int u = 0; u <= n; u++) {
            for (int v = 0; v <= m; v++) {
                Map<Long, Double> here = new HashMap<>();
                long square = (a * v - b * u) * (a * v - b * u);
                if (u == 0 && v == 0) {
                    here.put(0L, 1.0);
                }
                if (u > 0) {
                    row.get(v).forEach((value, count) -> here.merge(value + square, count, Double::sum));
                }
                if (v > 0) {
                    row.get(v - 1).forEach((value, count) -> here.merge(value + square, count, Double::sum));
                }
                row.set(v, here);
            }
        }
        return row.get(m);
    }

    /** Distribution function of the limit. */
    private static double limit(double x) {
        double sum = 0;
        double ratio = Math.sqrt(Math.PI);
        for (int j = 0; j < 1000; j++) {
            double y = (4 * j + 1.0) * (4 * j + 1.0) / (16 * x);
            double term = ratio / (Math.pow(Math.PI, 1.5) * Math.sqrt(x)) * Math.sqrt(4 * j + 1.0) * scaledBessel(y);
            sum += term;
            if (Math.abs(term) < 1e-7) {
                break;
            }
            ratio *= (j + 0.5) / (j + 1);
        }
        return sum;
    }

    /** e^-y K_1/4(y), by the trapezoid over the integral of exp(-y cosh t) cosh(t / 4), which converges at once. */
    private static double scaledBessel(double y) {
        double step = 1.0 / 64;
        double sum = 0.5 * Math.exp(-2 * y);
        for (int i = 1; i < 2000; i++) {
            double t = i * step;
            double term = Math.exp(-y * (1 + Math.cosh(t))) * Math.cosh(t / 4);
            sum += term;
            if (term < sum * 1e-18) {
                break;
            }
        }
        return sum * step;
    }
}

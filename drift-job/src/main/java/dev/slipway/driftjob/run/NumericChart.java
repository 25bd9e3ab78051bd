package dev.slipway.driftjob.run;

import dev.slipway.driftjob.profile.ColumnKind;
import dev.slipway.driftjob.profile.NumericProfile;
import dev.slipway.driftjob.report.Figures;
import dev.slipway.driftjob.report.Finding;
import java.util.ArrayList;
import java.util.List;

/**
 * Two profiles of numbers in bins of equal widths between the 0.5 % and 99.5 % points of the reference; the outer bins take the
 * rest. Ranges may be as wide as numbers are: nothing here is a difference of two of them.
 */
final class NumericChart {
    private static final int BINS = 40;
    /** Bins between two labels. */
    private static final int LABELLED = 10;

    private final double low;
    private final double step;

    private NumericChart(double low, double step) {
        this.low = low;
        this.step = step;
    }

    static Finding.Chart of(NumericProfile reference, NumericProfile current) {
        NumericChart chart = between(quantile(reference, 0.005), quantile(reference, 0.995));
        if (!(chart.step > 0)) {
            chart = between(Math.min(reference.min(), current.min()), Math.max(reference.max(), current.max()));
        }
        if (!(chart.step > 0)) {
            double step = Math.max(0.01, Math.abs(chart.low) / 100);
            chart = new NumericChart(chart.low - 0.5 * BINS * step, step);
        }
        return chart.of(reference, current, reference.kind() == ColumnKind.TIMESTAMP);
    }

    private static NumericChart between(double low, double high) {
        return new NumericChart(low, high / BINS - low / BINS);
    }

    private Finding.Chart of(NumericProfile reference, NumericProfile current, boolean times) {
        double[] x = spread(reference);
        double[] y = spread(current);
        List<String> labels = new ArrayList<>();
        List<Double> shares = new ArrayList<>();
        List<Double> currentShares = new ArrayList<>();
        for (int i = 0; i < x.length; i++) {
            double from = Math.clamp(2 * (low / 2 + (i - 1) * (step / 2)), -Double.MAX_VALUE, Double.MAX_VALUE);
            labels.add(times ? Figures.tick(from, LABELLED * step) : label(from));
            shares.add(x[i] / reference.finite());
            currentShares.add(y[i] / current.finite());
        }
        return new Finding.Chart(labels, shares, currentShares);
    }

    /** What is nothing beside a step is 0. */
    private String label(double from) {
        return Figures.plain(Math.abs(from) < step / 1_000 ? 0 : from);
    }

    private double[] spread(NumericProfile profile) {
        double[] bins = new double[BINS + 2];
        int edges = profile.edges().size();
        for (int slot = 0; slot <= 2 * edges; slot++) {
            long count = profile.count(slot);
            if (count > 0) {
                bins[bin(middle(profile, slot))] += count;
            }
        }
        return bins;
    }

    private static double middle(NumericProfile profile, int slot) {
        int edge = slot >> 1;
        if ((slot & 1) == 1) {
            return profile.edges().at(edge);
        }
        if (edge == 0) {
            return Double.NEGATIVE_INFINITY;
        }
        return edge == profile.edges().size()
                ? Double.POSITIVE_INFINITY
                : profile.edges().at(edge - 1) / 2 + profile.edges().at(edge) / 2;
    }

    private int bin(double at) {
        double offset = at - low;
        double bin = Double.isInfinite(offset) && Double.isFinite(at) ? at / step - low / step : offset / step;
        return (int) Math.clamp(Math.floor(bin) + 1, 0.0, BINS + 1.0);
    }

    private static double quantile(NumericProfile profile, double share) {
        long target = (long) (share * profile.finite());
        long seen = 0;
        int edges = profile.edges().size();
        for (int slot = 0; slot <= 2 * edges; slot++) {
            seen += profile.count(slot);
            if (seen > target) {
                return profile.edges().at(Math.min(slot >> 1, edges - 1));
            }
        }
        return profile.max();
    }
}

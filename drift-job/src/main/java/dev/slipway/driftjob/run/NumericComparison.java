package dev.slipway.driftjob.run;

import static java.util.Objects.requireNonNull;

import dev.slipway.driftjob.config.FeatureConfig;
import dev.slipway.driftjob.decision.ConfidenceBand;
import dev.slipway.driftjob.profile.ColumnKind;
import dev.slipway.driftjob.profile.NumericProfile;
import dev.slipway.driftjob.profile.SegmentName;
import dev.slipway.driftjob.report.Figures;
import dev.slipway.driftjob.report.Finding;
import dev.slipway.driftjob.statistics.BinDistances;
import dev.slipway.driftjob.statistics.CertifiedDistance;
import dev.slipway.driftjob.statistics.Interval;
import dev.slipway.driftjob.statistics.KolmogorovSmirnov;
import dev.slipway.driftjob.statistics.Wasserstein;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Compares two profiles of numbers. */
final class NumericComparison {
    /** Bins of equal mass in the reference, for PSI and its kin. */
    private static final int BINS = 10;

    private NumericComparison() {}

    static Comparison of(
            String feature,
            NumericProfile reference,
            NumericProfile current,
            FeatureConfig config,
            List<String> messages,
            Map<String, Finding.Score> exact) {
        remarks(reference, current, messages);
        if (reference.finite() == 0 || current.finite() == 0) {
            messages.add("no numbers in " + (reference.finite() == 0 ? "the reference" : "the current data"));
            Finding.Chart none = new Finding.Chart(List.of(), List.of(), List.of());
            return new Comparison(
                    feature, reference, current, "ks", Map.of(), null, List.of(), List.of(), none, messages);
        }
        Map<String, Finding.Score> scores = scores(reference, current);
        if (config.evidentlyCompat()) {
            scores.keySet().removeAll(FeatureConfig.EVIDENTLY);
        }
        scores.putAll(exact);
        String name = SegmentName.of(feature).feature();
        String method = config.method(name, List.copyOf(scores.keySet()));
        Finding.Score score = requireNonNull(scores.get(method));
        ConfidenceBand band = method.equals("ks") ? new ConfidenceBand.KolmogorovSmirnov() : null;
        return new Comparison(
                feature,
                reference,
                current,
                method,
                scores,
                Comparison.evidence(
                        feature, score, reference.finite(), current.finite(), config.threshold(name, method), band),
                List.of(),
                List.of(),
                NumericChart.of(reference, current),
                messages);
    }

    private static void remarks(NumericProfile reference, NumericProfile current, List<String> messages) {
        if (reference.constant()) {
            messages.add("the reference is constant: " + value(reference, reference.min()));
        }
        if (current.constant()) {
            messages.add("the current data is constant: " + value(reference, current.min()));
        }
        long infinities = current.positiveInfinities() + current.negativeInfinities();
        if (infinities > 0) {
            messages.add(infinities + " infinite values now, "
                    + (reference.positiveInfinities() + reference.negativeInfinities()) + " in the reference");
        }
        if (current.nans() > 0) {
            messages.add(current.nans() + " NaN now, " + reference.nans() + " in the reference");
        }
        if (current.finite() > 0 && reference.finite() > 0) {
            long outside = current.count(0) + current.count(2 * current.edges().size());
            if (outside > 0) {
                messages.add("%d %s outside the range of the reference, %s to %s; now it is %s to %s"
                        .formatted(
                                outside,
                                outside == 1 ? "value" : "values",
                                value(reference, reference.min()),
                                value(reference, reference.max()),
                                value(reference, current.min()),
                                value(reference, current.max())));
            }
        }
        long beyond = reference.moments().beyond() + current.moments().beyond();
        if (beyond > 0) {
            messages.add(beyond + " values are too large for their squares: mean and deviation are not told");
        }
    }

    private static String value(NumericProfile profile, double value) {
        return profile.kind() == ColumnKind.TIMESTAMP ? Figures.time(value) : Figures.plain(value);
    }

    private static Map<String, Finding.Score> scores(NumericProfile reference, NumericProfile current) {
        CertifiedDistance certified = new CertifiedDistance(reference, current);
        Interval ks = certified.kolmogorovSmirnov();
        long n = reference.finite();
        long m = current.finite();
        Map<String, Finding.Score> scores = new LinkedHashMap<>();
        scores.put(
                "ks",
                new Finding.Score(
                        ks.low(),
                        ks.high(),
                        KolmogorovSmirnov.tail(ks.high(), n, m),
                        KolmogorovSmirnov.tail(ks.low(), n, m)));
        Interval w1 = certified
                .wasserstein()
                .over(Math.max(Wasserstein.LEAST_DEVIATION, reference.moments().deviation()));
        scores.put("wasserstein", plain(w1.low(), w1.high()));
        double[][] bins = bins(reference, current, BINS);
        double[] p = BinDistances.smoothed(bins[0]);
        double[] q = BinDistances.smoothed(bins[1]);
        double psi = BinDistances.psi(p, q);
        scores.put("psi", plain(psi, psi));
        double js = BinDistances.jensenShannon(p, q);
        scores.put("js", plain(js, js));
        double hellinger = BinDistances.hellinger(p, q);
        scores.put("hellinger", plain(hellinger, hellinger));
        double kl = BinDistances.kullbackLeibler(p, q);
        scores.put("kl", plain(kl, kl));
        return scores;
    }

    static Finding.Score plain(double low, double high) {
        return new Finding.Score(low, high, Double.NaN, Double.NaN);
    }

    /** Counts in bins of about equal mass in the reference, cut at edges; a heavy atom has a bin of its own. */
    static double[][] bins(NumericProfile reference, NumericProfile current, int bins) {
        List<Double> x = new ArrayList<>();
        List<Double> y = new ArrayList<>();
        double each = (double) reference.finite() / bins;
        double inX = 0;
        double inY = 0;
        double done = 0;
        int slots = 2 * reference.edges().size() + 1;
        for (int slot = 0; slot < slots; slot++) {
            double count = reference.count(slot);
            boolean atom = (slot & 1) == 1 && count >= each;
            if (atom && inX + inY > 0) {
                x.add(inX);
                y.add(inY);
                done += inX;
                inX = 0;
                inY = 0;
            }
            inX += count;
            inY += current.count(slot);
            boolean full = done + inX >= Math.floor(done / each + 1 + 1e-9) * each;
            if ((full || atom) && slot < slots - 1) {
                x.add(inX);
                y.add(inY);
                done += inX;
                inX = 0;
                inY = 0;
            }
        }
        if (inX + inY > 0) {
            x.add(inX);
            y.add(inY);
        }
        return new double[][] {
            x.stream().mapToDouble(v -> v).toArray(),
            y.stream().mapToDouble(v -> v).toArray()
        };
    }
}

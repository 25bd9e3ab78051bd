package dev.slipway.driftjob.run;

import dev.slipway.driftjob.profile.NumericProfile;
import dev.slipway.driftjob.profile.RadixSort;
import dev.slipway.driftjob.read.Budget;
import dev.slipway.driftjob.read.ColumnData;
import dev.slipway.driftjob.read.ColumnType;
import dev.slipway.driftjob.read.Source;
import dev.slipway.driftjob.report.Finding;
import dev.slipway.driftjob.statistics.AndersonDarling;
import dev.slipway.driftjob.statistics.CramerVonMises;
import dev.slipway.driftjob.statistics.KolmogorovSmirnov;
import dev.slipway.driftjob.statistics.OpenIntervals;
import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoublePredicate;

/** Reads one column of both sides again, where bounds do not suffice or a test needs all values. */
final class ExactPass {
    /** Most values that are held, of both sides together. */
    static final int MAX_VALUES = 4_000_000;

    private static final int MAX_SAMPLE = 1_000_000;

    private final Source reference;
    private final Source current;
    private final Budget budget;

    ExactPass(Source reference, Source current, Budget budget) {
        this.reference = reference;
        this.current = current;
        this.budget = budget;
    }

    /** The exact distance and its p-value; empty where too many values would have to be held. */
    Optional<Finding.Score> kolmogorovSmirnov(String column, NumericProfile x, NumericProfile y) throws IOException {
        OpenIntervals open = new OpenIntervals(x, y);
        if (open.values() > MAX_VALUES) {
            return Optional.empty();
        }
        double distance = open.distance(
                values(reference, column, reference.fitted(budget), open::contains),
                values(current, column, current.fitted(budget), open::contains));
        KolmogorovSmirnov.Result result = KolmogorovSmirnov.test(distance, x.finite(), y.finite());
        return Optional.of(new Finding.Score(distance, distance, result.pValue(), result.pValue()));
    }

    /** The numbers of the reference in order, a sample where there are more than are held. */
    double[] reference(String column, List<String> messages) throws IOException {
        return sample(reference, column, messages);
    }

    /** The current numbers, alike. */
    double[] current(String column, List<String> messages) throws IOException {
        return sample(current, column, messages);
    }

    /** Tests of ranks of two samples in order. */
    static Map<String, Finding.Score> ranks(double[] x, double[] y, List<String> methods) {
        Map<String, Finding.Score> scores = new LinkedHashMap<>();
        if (x.length < 2 || y.length < 2 || Math.min(x[0], y[0]) == Math.max(x[x.length - 1], y[y.length - 1])) {
            return scores;
        }
        if (methods.contains("cvm")) {
            CramerVonMises.Result r = CramerVonMises.test(x, y);
            scores.put("cvm", new Finding.Score(r.statistic(), r.statistic(), r.pValue(), r.pValue()));
        }
        if (methods.contains("ad")) {
            AndersonDarling.Result r = AndersonDarling.test(x, y);
            scores.put("ad", andersonDarling(r));
        }
        return scores;
    }

    /** The p-value is told between the ends of its table only, and at them it is a bound. */
    private static Finding.Score andersonDarling(AndersonDarling.Result r) {
        double low = r.pValue() <= AndersonDarling.LEAST_P ? 0 : r.pValue();
        double high = r.pValue() >= AndersonDarling.GREATEST_P ? 1 : r.pValue();
        return new Finding.Score(r.statistic(), r.statistic(), low, high);
    }

    private double[] sample(Source source, String column, List<String> messages) throws IOException {
        Budget most = new Budget(
                Math.min(MAX_SAMPLE, budget.maxRows()), budget.maxBytes(), budget.share(), budget.keyColumn());
        Budget fitted = source.fitted(most);
        double[] values = values(source, column, fitted, v -> true);
        if (fitted.share() < budget.share() || values.length >= MAX_SAMPLE) {
            messages.add("what needs all values is of a sample of " + values.length + " values");
        }
        RadixSort.sort(values);
        return values;
    }

    private static double[] values(Source source, String column, Budget budget, DoublePredicate wanted)
            throws IOException {
        Growing growing = new Growing();
        source.read(List.of(column), budget, batch -> {
            ColumnData data = batch.columns().getFirst();
            for (int row = 0; row < batch.rows(); row++) {
                if (data.isValue(row) && data.type() != ColumnType.TEXT) {
                    double value = data.number(row);
                    if (Math.abs(value) <= Double.MAX_VALUE && wanted.test(value)) {
                        growing.add(value);
                    }
                }
            }
        });
        return Arrays.copyOf(growing.values, growing.size);
    }

    private static final class Growing {
        private double[] values = new double[1024];
        private int size;

        void add(double value) {
            if (size == values.length) {
                values = Arrays.copyOf(values, 2 * size);
            }
            values[size++] = value;
        }
    }
}

package dev.slipway.driftjob.run;

import dev.slipway.driftjob.config.Expectation;
import dev.slipway.driftjob.profile.ColumnKind;
import dev.slipway.driftjob.profile.ColumnProfile;
import dev.slipway.driftjob.profile.Edges;
import dev.slipway.driftjob.profile.LevelProfile;
import dev.slipway.driftjob.profile.NumericProfile;
import dev.slipway.driftjob.read.ColumnData;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.DoubleStream;

/** Whether all values of a column are in the set that is expected, as far as its profile can tell. */
final class Membership {
    private static final int NAMED = 5;

    private final Expectation expected;
    private final List<String> failures;
    private final List<String> problems;

    /**
     * @param failures takes what is surely outside
     * @param problems takes what cannot be told
     */
    Membership(Expectation expected, List<String> failures, List<String> problems) {
        this.expected = expected;
        this.failures = failures;
        this.problems = problems;
    }

    void check(ColumnProfile profile) {
        if (expected.inSet().isEmpty()) {
            return;
        }
        switch (profile) {
            case LevelProfile levels -> names(levels);
            case NumericProfile numbers when numbers.kind() == ColumnKind.NUMERIC -> numbers(numbers);
            default ->
                problems.add("%s: inSet cannot be checked, since the column is compared as %s"
                        .formatted(expected.column(), profile.kind().name().toLowerCase(Locale.ROOT)));
        }
    }

    private void names(LevelProfile levels) {
        List<String> others = levels.levels().stream()
                .filter(l -> l.count() > 0 && !expected.inSet().contains(l.name()))
                .map(LevelProfile.Level::name)
                .limit(NAMED)
                .toList();
        if (!others.isEmpty() || levels.overflow() > 0) {
            fail(others);
        }
    }

    /** Numbers are known one by one where they are edges of the reference, and else as so many between two edges. */
    private void numbers(NumericProfile numbers) {
        double[] members = members(expected.inSet());
        Set<String> others = new LinkedHashSet<>();
        if (numbers.finite() > 0) {
            DoubleStream.of(numbers.min(), numbers.max())
                    .filter(v -> !has(members, v, v))
                    .forEach(v -> others.add(ColumnData.text(v)));
        }
        Edges edges = numbers.edges();
        boolean unclear = false;
        for (int edge = 0; edge <= edges.size(); edge++) {
            double from = edge == 0 ? Double.NEGATIVE_INFINITY : edges.at(edge - 1);
            double to = edge == edges.size() ? Double.POSITIVE_INFINITY : edges.at(edge);
            if (numbers.count(2 * edge) > 0) {
                boolean may = has(members, Math.nextUp(from), Math.nextDown(to));
                unclear |= may;
                if (!may && Double.isFinite(from) && Double.isFinite(to)) {
                    others.add("between " + ColumnData.text(from) + " and " + ColumnData.text(to));
                }
            }
            if (edge < edges.size() && numbers.count(2 * edge + 1) > 0 && !has(members, to, to)) {
                others.add(ColumnData.text(to));
            }
        }
        if (numbers.nans() > 0) {
            others.add("NaN");
        }
        if (numbers.positiveInfinities() + numbers.negativeInfinities() > 0) {
            others.add("infinity");
        }
        if (!others.isEmpty()) {
            fail(List.copyOf(others).subList(0, Math.min(NAMED, others.size())));
        } else if (unclear) {
            problems.add(expected.column()
                    + ": inSet cannot be checked for all values: the set has numbers that the reference has not");
        }
    }

    private static boolean has(double[] members, double from, double to) {
        return Arrays.stream(members).anyMatch(m -> m >= from && m <= to);
    }

    private void fail(List<String> others) {
        failures.add("%s: values outside the set: %s".formatted(expected.column(), String.join(", ", others)));
    }

    /** What is no number is no value of a column of numbers. */
    private static double[] members(Set<String> texts) {
        return texts.stream()
                .mapToDouble(Membership::number)
                .filter(Double::isFinite)
                .toArray();
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }
}

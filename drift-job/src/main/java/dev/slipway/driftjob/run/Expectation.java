package dev.slipway.driftjob.run;

import dev.slipway.driftjob.profile.ColumnProfile;
import dev.slipway.driftjob.profile.LevelProfile;
import dev.slipway.driftjob.profile.NumericProfile;
import dev.slipway.driftjob.profile.Profile;
import dev.slipway.workload.config.ConfigNode;
import dev.slipway.workload.failure.FailureException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A rule that the current data must satisfy, checked on its profile. */
record Expectation(
        String column, double notNull, double min, double max, Set<String> inSet, double minRows, double maxRows) {
    static Expectation of(ConfigNode node) throws FailureException {
        node.only("column", "notNull", "min", "max", "inSet", "rows");
        Optional<ConfigNode> rows = node.object("rows");
        if (rows.isPresent()) {
            rows.get().only("min", "max");
            return new Expectation(
                    "",
                    0,
                    Double.NEGATIVE_INFINITY,
                    Double.POSITIVE_INFINITY,
                    Set.of(),
                    rows.get().number("min", 0, 0, 9e18),
                    rows.get().number("max", Double.POSITIVE_INFINITY, 0, 9e18));
        }
        return new Expectation(
                node.string("column"),
                node.number("notNull", 0, 0, 1),
                node.number("min", Double.NEGATIVE_INFINITY, -Double.MAX_VALUE, Double.MAX_VALUE),
                node.number("max", Double.POSITIVE_INFINITY, -Double.MAX_VALUE, Double.MAX_VALUE),
                Set.copyOf(node.strings("inSet")),
                0,
                Double.POSITIVE_INFINITY);
    }

    /** What does not hold, as sentences; empty where all does. */
    List<String> failures(Profile current) {
        List<String> failures = new ArrayList<>();
        if (column.isEmpty()) {
            if (current.rows() < minRows || current.rows() > maxRows) {
                failures.add("rows: %d, expected %s to %s".formatted(current.rows(), plain(minRows), plain(maxRows)));
            }
            return failures;
        }
        ColumnProfile profile = current.columns().get(column);
        if (profile == null) {
            failures.add(column + ": there is no such column");
            return failures;
        }
        double present = 1 - Comparison.share(profile.nulls(), profile.rows());
        if (present < notNull) {
            failures.add("%s: %s have a value, expected %s"
                    .formatted(column, Comparison.percent(present), Comparison.percent(notNull)));
        }
        switch (profile) {
            case NumericProfile numbers -> range(numbers, failures);
            case LevelProfile levels -> members(levels, failures);
        }
        return failures;
    }

    private void range(NumericProfile numbers, List<String> failures) {
        double least = numbers.negativeInfinities() > 0 ? Double.NEGATIVE_INFINITY : numbers.min();
        double greatest = numbers.positiveInfinities() > 0 ? Double.POSITIVE_INFINITY : numbers.max();
        if (least < min) {
            failures.add("%s: least value %s, expected at least %s".formatted(column, least, min));
        }
        if (greatest > max) {
            failures.add("%s: greatest value %s, expected at most %s".formatted(column, greatest, max));
        }
    }

    private void members(LevelProfile levels, List<String> failures) {
        if (inSet.isEmpty()) {
            return;
        }
        List<String> others = levels.levels().stream()
                .filter(l -> l.count() > 0 && !inSet.contains(l.name()))
                .map(LevelProfile.Level::name)
                .limit(5)
                .toList();
        if (!others.isEmpty() || levels.overflow() > 0) {
            failures.add("%s: values outside the set: %s".formatted(column, String.join(", ", others)));
        }
    }

    private static String plain(double rows) {
        return Double.isInfinite(rows) ? "any number" : String.valueOf((long) rows);
    }
}

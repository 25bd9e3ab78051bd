package dev.slipway.driftjob.run;

import dev.slipway.driftjob.config.Expectation;
import dev.slipway.driftjob.profile.ColumnProfile;
import dev.slipway.driftjob.profile.NumericProfile;
import dev.slipway.driftjob.profile.Profile;
import java.util.ArrayList;
import java.util.List;

/** Which expectations do not hold, told by the profile of the current data. */
final class ExpectationCheck {
    private ExpectationCheck() {}

    /**
     * What does not hold, as sentences; empty where all does.
     *
     * @param problems takes what cannot be checked
     */
    static List<String> failures(Expectation expected, Profile current, List<String> problems) {
        List<String> failures = new ArrayList<>();
        if (expected.column().isEmpty()) {
            if (current.rows() < expected.minRows() || current.rows() > expected.maxRows()) {
                failures.add("rows: %d, expected %s to %s"
                        .formatted(current.rows(), plain(expected.minRows()), plain(expected.maxRows())));
            }
            return failures;
        }
        String column = expected.column();
        ColumnProfile profile = current.columns().get(column);
        if (profile == null) {
            failures.add(column + ": there is no such column in reference and current data");
            return failures;
        }
        double present = 1 - Comparison.share(profile.nulls(), profile.rows());
        if (present < expected.notNull()) {
            failures.add("%s: %s have a value, expected %s"
                    .formatted(column, Comparison.percent(present), Comparison.percent(expected.notNull())));
        }
        if (profile instanceof NumericProfile numbers) {
            range(expected, numbers, failures);
        }
        new Membership(expected, failures, problems).check(profile);
        return failures;
    }

    private static void range(Expectation expected, NumericProfile numbers, List<String> failures) {
        double least = numbers.negativeInfinities() > 0 ? Double.NEGATIVE_INFINITY : numbers.min();
        double greatest = numbers.positiveInfinities() > 0 ? Double.POSITIVE_INFINITY : numbers.max();
        if (least < expected.min()) {
            failures.add(
                    "%s: least value %s, expected at least %s".formatted(expected.column(), least, expected.min()));
        }
        if (greatest > expected.max()) {
            failures.add("%s: greatest value %s, expected at most %s"
                    .formatted(expected.column(), greatest, expected.max()));
        }
    }

    private static String plain(double rows) {
        return Double.isInfinite(rows) ? "any number" : String.valueOf((long) rows);
    }
}

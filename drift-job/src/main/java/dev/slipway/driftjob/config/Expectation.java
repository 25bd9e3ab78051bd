package dev.slipway.driftjob.config;

import dev.slipway.workload.config.ConfigNode;
import dev.slipway.workload.failure.FailureException;
import java.util.Optional;
import java.util.Set;

/**
 * A rule that the current data must satisfy.
 *
 * @param column empty: the rule is about the number of rows
 */
public record Expectation(
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
}

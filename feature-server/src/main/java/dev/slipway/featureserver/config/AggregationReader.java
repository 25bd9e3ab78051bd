package dev.slipway.featureserver.config;

import dev.slipway.featureserver.config.Aggregation.Function;
import dev.slipway.workload.config.ConfigNode;
import dev.slipway.workload.failure.FailureException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads a view's {@code aggregations}. */
final class AggregationReader {
    /** Parts of a window where nothing is said. */
    private static final int PARTS = 12;

    private static final int MOST_PARTS = 100_000;

    private AggregationReader() {}

    static List<Aggregation> read(ConfigNode view) throws FailureException {
        List<Aggregation> aggregations = new ArrayList<>();
        for (ConfigNode node : view.objects("aggregations")) {
            node.only("name", "function", "column", "window", "hop", "description");
            Optional<String> column = node.optionalString("column");
            node.string("function");
            Function function = node.oneOf("function", Function.count);
            if (column.isEmpty() && function != Function.count) {
                throw node.refuse("column", "there: only count works without");
            }
            node.string("window");
            Duration window = whole(node, "window", Duration.ZERO);
            Duration hop = whole(node, "hop", defaultHop(window));
            if (window.toSeconds() % hop.toSeconds() != 0 || window.toSeconds() / hop.toSeconds() > MOST_PARTS) {
                throw node.refuse("hop", "a part of the window, of which " + MOST_PARTS + " at most fill it exactly");
            }
            aggregations.add(new Aggregation(node.string("name"), function, column, window, hop));
        }
        return List.copyOf(aggregations);
    }

    private static Duration whole(ConfigNode node, String field, Duration otherwise) throws FailureException {
        Duration duration = node.duration(field, otherwise);
        if (duration.toSeconds() < 1 || duration.toNanosPart() != 0) {
            throw node.refuse(field, "whole seconds, at least one");
        }
        return duration;
    }

    /** A twelfth; where that is not whole seconds, the next smaller part that is. */
    static Duration defaultHop(Duration window) {
        long seconds = window.toSeconds();
        long parts = Math.min(PARTS, Math.max(1, seconds));
        while (parts < seconds && seconds % parts != 0) {
            parts++;
        }
        return Duration.ofSeconds(Math.max(1, seconds / parts));
    }
}

package dev.slipway.featureserver.aggregate;

import dev.slipway.featureserver.config.Aggregation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Aggregations of one hop: their windows move together and are made of the same tiles.
 *
 * @param hop by how much they move
 * @param aggregations in the order of the view
 */
public record HopGroup(Duration hop, List<Aggregation> aggregations) {
    /** The groups of a view, in the order of their first aggregation. */
    public static List<HopGroup> of(List<Aggregation> aggregations) {
        Map<Duration, List<Aggregation>> groups = new LinkedHashMap<>();
        aggregations.forEach(aggregation -> groups.computeIfAbsent(aggregation.hop(), none -> new ArrayList<>())
                .add(aggregation));
        return groups.entrySet().stream()
                .map(group -> new HopGroup(group.getKey(), List.copyOf(group.getValue())))
                .toList();
    }

    /** The longest window. */
    public Duration longest() {
        return aggregations.stream()
                .map(Aggregation::window)
                .max(Duration::compareTo)
                .orElseThrow();
    }

    /** Every length of a window, once. */
    public List<Duration> windows() {
        return aggregations.stream().map(Aggregation::window).distinct().toList();
    }
}

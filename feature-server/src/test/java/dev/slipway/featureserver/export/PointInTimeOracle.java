package dev.slipway.featureserver.export;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The point-in-time join by looking at every row of the source for every entity: slow, and plain enough to be believed. */
final class PointInTimeOracle {
    /**
     * A row of a source; times in microseconds since 1970.
     *
     * @param tie what tells rows apart that are equal in everything else, greatest first
     */
    record Row(
            List<@Nullable Object> key,
            @Nullable Long time,
            @Nullable Long created,
            @Nullable Long cursor,
            long tie,
            Map<String, @Nullable Object> values) {}

    private static final Comparator<@Nullable Long> NULL_IS_LEAST =
            Comparator.nullsFirst(Comparator.<Long>naturalOrder());
    private static final Comparator<Row> NEWEST_LAST = Comparator.comparing(Row::time, NULL_IS_LEAST)
            .thenComparing(Row::created, NULL_IS_LEAST)
            .thenComparing(Row::cursor, NULL_IS_LEAST)
            .thenComparingLong(Row::tie);

    private final Map<List<@Nullable Object>, List<Row>> rows;
    private final long ttlMicros;

    PointInTimeOracle(List<Row> source, long ttlMicros) {
        this.rows = new java.util.HashMap<>();
        source.forEach(row ->
                rows.computeIfAbsent(row.key(), none -> new ArrayList<>()).add(row));
        this.ttlMicros = ttlMicros;
    }

    Optional<Row> at(List<@Nullable Object> key, @Nullable Long at) {
        if (at == null || key.stream().anyMatch(Objects::isNull)) {
            return Optional.empty();
        }
        return rows.getOrDefault(key, List.of()).stream()
                .filter(row -> row.time() != null && row.time() <= at)
                .filter(row -> row.created() == null || row.created() <= at)
                .max(NEWEST_LAST)
                .filter(row -> ttlMicros == 0 || at - Objects.requireNonNull(row.time()) <= ttlMicros);
    }
}

package dev.slipway.driftjob.run;

import static java.util.Objects.requireNonNull;

import dev.slipway.driftjob.profile.LevelTable;
import dev.slipway.driftjob.read.Budget;
import dev.slipway.driftjob.read.ColumnData;
import dev.slipway.driftjob.read.ColumnType;
import dev.slipway.driftjob.read.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What is read of a source, and who takes it: in one pass, or in several of fewer columns each where the source says that all
 * of them at once would need too much memory.
 */
final class Reading {
    private final Map<String, Integer> names = new LinkedHashMap<>();
    private final List<Asked> asked = new ArrayList<>();

    /** Takes from a batch what it needs, and changes nothing that another one looks at. */
    private interface Taker {
        /**
         * @param columns by index of their names; null where nobody in this pass has asked for it
         */
        void take(@Nullable ColumnData[] columns, int rows);
    }

    private record Asked(List<Integer> columns, Taker taker) {}

    /** Takes a row of several columns as one vector. */
    interface Rows {
        void add(double[] row);

        void addNull();
    }

    private int index(String name) {
        return names.computeIfAbsent(name, n -> names.size());
    }

    boolean isEmpty() {
        return asked.isEmpty();
    }

    void column(String name, Feed feed) {
        int index = index(name);
        asked.add(new Asked(List.of(index), (columns, rows) -> feed.add(column(columns, index), 0, rows)));
    }

    private static ColumnData column(@Nullable ColumnData[] columns, int index) {
        return requireNonNull(columns[index]);
    }

    /** A row of which a part is missing is a null; NaN marks what is no number, which the profile counts as invalid. */
    void vector(List<String> columns, Rows rows) {
        int[] indices = columns.stream().mapToInt(this::index).toArray();
        double[] row = new double[indices.length];
        asked.add(new Asked(Arrays.stream(indices).boxed().toList(), (all, count) -> {
            for (int r = 0; r < count; r++) {
                boolean missing = false;
                for (int i = 0; i < indices.length; i++) {
                    ColumnData data = column(all, indices[i]);
                    missing |= data.isNull(r);
                    row[i] = data.isValue(r) && data.type() != ColumnType.TEXT ? data.number(r) : Double.NaN;
                }
                if (missing) {
                    rows.addNull();
                } else {
                    rows.add(row);
                }
            }
        }));
    }

    /** Gives each row to the feeds of its segment: by value of a column, feeds by feature. */
    void segments(String by, Map<String, Map<String, Feed>> feeds) {
        int byIndex = index(by);
        LevelTable values = new LevelTable(feeds.size());
        List<int[]> indices = new ArrayList<>();
        List<Feed[]> ofValue = new ArrayList<>();
        feeds.forEach((value, features) -> {
            byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
            values.add(bytes, 0, bytes.length, 0);
            indices.add(features.keySet().stream().mapToInt(this::index).toArray());
            ofValue.add(features.values().toArray(Feed[]::new));
        });
        List<Integer> needed = IntStream.concat(
                        IntStream.of(byIndex), indices.stream().flatMapToInt(Arrays::stream))
                .distinct()
                .boxed()
                .toList();
        asked.add(new Asked(needed, (columns, rows) -> {
            ColumnData data = column(columns, byIndex);
            for (int row = 0; row < rows; row++) {
                int segment = data.isValue(row) ? find(values, data, row) : -1;
                if (segment >= 0) {
                    Feed[] features = ofValue.get(segment);
                    for (int i = 0; i < features.length; i++) {
                        features[i].add(column(columns, indices.get(segment)[i]), row, row + 1);
                    }
                }
            }
        }));
    }

    private static int find(LevelTable values, ColumnData data, int row) {
        if (data.type() == ColumnType.TEXT) {
            return values.find(data.textBytes(), data.textStart(row), data.textEnd(row));
        }
        byte[] name = Feed.name(data, row);
        return values.find(name, 0, name.length);
    }

    /** A bound on bytes is one of all columns together, which are then read at once. */
    Source.Result read(Source source, Budget budget) throws IOException {
        Budget fitted = source.fitted(budget);
        int together = budget.maxBytes() == Long.MAX_VALUE ? source.together() : Integer.MAX_VALUE;
        List<List<Asked>> passes = passes(together);
        Source.Result all = read(source, fitted, passes.getFirst());
        for (List<Asked> pass : passes.subList(1, passes.size())) {
            Source.Result more = read(source, fitted, pass);
            all = new Source.Result(
                    all.rows(), all.bytes() + more.bytes(), all.complete() && more.complete(), all.sampled());
        }
        return all;
    }

    private List<List<Asked>> passes(int together) {
        List<List<Asked>> passes = new ArrayList<>(List.of(new ArrayList<>()));
        Set<Integer> columns = new HashSet<>();
        for (Asked one : asked) {
            if (!passes.getLast().isEmpty() && columns.size() + one.columns().size() > together) {
                passes.add(new ArrayList<>());
                columns.clear();
            }
            columns.addAll(one.columns());
            passes.getLast().add(one);
        }
        return passes;
    }

    /** Columns are counted beside each other where there is more than one processor. */
    private Source.Result read(Source source, Budget budget, List<Asked> pass) throws IOException {
        List<String> all = List.copyOf(names.keySet());
        int[] wanted = pass.stream()
                .flatMap(one -> one.columns().stream())
                .distinct()
                .mapToInt(index -> index)
                .toArray();
        List<String> columns = Arrays.stream(wanted).mapToObj(all::get).toList();
        @Nullable ColumnData[] byName = new ColumnData[all.size()];
        return source.read(columns, budget, batch -> {
            for (int i = 0; i < wanted.length; i++) {
                byName[wanted[i]] = batch.columns().get(i);
            }
            pass.parallelStream().forEach(one -> one.taker().take(byName, batch.rows()));
        });
    }

    /** Columns among these that a pattern with {@code *} names. */
    static List<String> matching(List<String> columns, List<String> patterns) {
        return columns.stream()
                .filter(c -> patterns.stream().anyMatch(p -> c.matches(expression(p))))
                .toList();
    }

    private static String expression(String pattern) {
        return String.join(
                ".*",
                Arrays.stream(pattern.split("\\*", -1)).map(Pattern::quote).toList());
    }
}

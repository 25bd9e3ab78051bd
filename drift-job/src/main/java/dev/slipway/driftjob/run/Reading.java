package dev.slipway.driftjob.run;

import dev.slipway.driftjob.profile.LevelTable;
import dev.slipway.driftjob.read.Batch;
import dev.slipway.driftjob.read.Budget;
import dev.slipway.driftjob.read.ColumnData;
import dev.slipway.driftjob.read.ColumnType;
import dev.slipway.driftjob.read.Source;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** One pass over a source: which columns are asked for, and who takes their values. */
final class Reading {
    private final List<String> names = new ArrayList<>();
    private final List<Taker> takers = new ArrayList<>();

    /** Takes from a batch what it needs, and changes nothing that another one looks at. */
    private interface Taker {
        void take(Batch batch);
    }

    /** Takes a row of several columns as one vector. */
    interface Rows {
        void add(double[] row);

        void addNull();
    }

    private int index(String name) {
        int index = names.indexOf(name);
        if (index >= 0) {
            return index;
        }
        names.add(name);
        return names.size() - 1;
    }

    boolean isEmpty() {
        return takers.isEmpty();
    }

    void column(String name, Feed feed) {
        int index = index(name);
        takers.add(batch -> feed.add(batch.columns().get(index), 0, batch.rows()));
    }

    /** A row of which a part is missing is a null; NaN marks what is no number, which the profile counts as invalid. */
    void vector(List<String> columns, Rows rows) {
        int[] indices = columns.stream().mapToInt(this::index).toArray();
        double[] row = new double[indices.length];
        takers.add(batch -> {
            for (int r = 0; r < batch.rows(); r++) {
                boolean missing = false;
                for (int i = 0; i < indices.length; i++) {
                    ColumnData data = batch.columns().get(indices[i]);
                    missing |= data.isNull(r);
                    row[i] = data.isValue(r) && data.type() != ColumnType.TEXT ? data.number(r) : Double.NaN;
                }
                if (missing) {
                    rows.addNull();
                } else {
                    rows.add(row);
                }
            }
        });
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
        takers.add(batch -> {
            ColumnData data = batch.columns().get(byIndex);
            for (int row = 0; row < batch.rows(); row++) {
                int segment = data.isValue(row) ? find(values, data, row) : -1;
                if (segment >= 0) {
                    Feed[] features = ofValue.get(segment);
                    for (int i = 0; i < features.length; i++) {
                        features[i].add(batch.columns().get(indices.get(segment)[i]), row, row + 1);
                    }
                }
            }
        });
    }

    private static int find(LevelTable values, ColumnData data, int row) {
        if (data.type() == ColumnType.TEXT) {
            return values.find(data.textBytes(), data.textStart(row), data.textEnd(row));
        }
        byte[] name = Feed.name(data, row);
        return values.find(name, 0, name.length);
    }

    /** Columns are counted beside each other where there is more than one processor. */
    Source.Result read(Source source, Budget budget) throws IOException {
        return source.read(
                names, source.fitted(budget), batch -> takers.parallelStream().forEach(taker -> taker.take(batch)));
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

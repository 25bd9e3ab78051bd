package dev.slipway.driftjob.run;

import dev.slipway.driftjob.config.FeatureConfig;
import dev.slipway.driftjob.profile.ColumnKind;
import dev.slipway.driftjob.profile.ColumnProfile;
import dev.slipway.driftjob.profile.LevelProfile;
import dev.slipway.driftjob.profile.NumericProfile;
import dev.slipway.driftjob.profile.Profile;
import dev.slipway.driftjob.profile.ReferenceNumbers;
import dev.slipway.driftjob.profile.ReferenceVectors;
import dev.slipway.driftjob.read.Budget;
import dev.slipway.driftjob.read.ColumnData;
import dev.slipway.driftjob.read.ColumnType;
import dev.slipway.driftjob.read.Source;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes the profile of a reference, whose edges, levels and features are frozen with it. */
final class ReferenceProfiler {
    /** Above this share of distinct values among those kept a text is no name: its length is looked at. */
    private static final double TEXT_SHARE = 0.5;

    private final FeatureConfig features;
    private final Set<String> ignored;
    private final Budget budget;
    private final List<String> names = new ArrayList<>();
    private final Map<String, ReferenceNumbers> numbers = new LinkedHashMap<>();
    private final Map<String, LevelProfile> levels = new LinkedHashMap<>();
    private final Map<String, ReferenceVectors> vectors = new LinkedHashMap<>();
    private final Map<String, LevelProfile> segmentValues = new LinkedHashMap<>();

    /**
     * @param ignored columns that are not looked at
     */
    ReferenceProfiler(FeatureConfig features, Set<String> ignored, Budget budget) {
        this.features = features;
        this.ignored = ignored;
        this.budget = budget;
    }

    /** A profile and what was read for it. */
    record Profiled(Profile profile, Source.Result read) {}

    Profiled profile(Source rows, List<String> problems) throws IOException {
        Source source = ReferenceTypes.ofReference(rows, features, ignored);
        Reading reading = new Reading();
        List<Source.Column> all = source.columns();
        ColumnReview.unread(source.unread(), "the reference", problems);
        List<String> grouped = groups(all, reading, problems);
        for (Source.Column column : all) {
            if (!ignored.contains(column.name()) && !grouped.contains(column.name())) {
                names.add(column.name());
                plan(column, reading);
            }
        }
        segmentValues(all, reading, problems);
        Source.Result read = reading.read(source, budget);
        Map<String, ColumnProfile> columns = new LinkedHashMap<>();
        for (String name : names) {
            columns.put(name, profiled(name));
        }
        again(source, columns);
        new ReferenceSegments(features).add(source, columns, segmentValues, budget);
        return new Profiled(new Profile(read.rows(), columns), read);
    }

    private List<String> groups(List<Source.Column> all, Reading reading, List<String> problems) {
        List<String> grouped = new ArrayList<>();
        List<String> single = all.stream()
                .filter(c -> c.type() == ColumnType.NUMBER || c.type() == ColumnType.BOOLEAN)
                .map(Source.Column::name)
                .toList();
        features.vectors().forEach((name, patterns) -> {
            List<String> columns = Reading.matching(single, patterns);
            if (columns.isEmpty()) {
                problems.add("vector " + name + ": the reference has no column of numbers that " + patterns + " names");
                return;
            }
            grouped.addAll(columns);
            names.add(name);
            ReferenceVectors rows = new ReferenceVectors();
            vectors.put(name, rows);
            reading.vector(columns, new Reading.Rows() {
                @Override
                public void add(double[] row) {
                    rows.add(row);
                }

                @Override
                public void addNull() {
                    rows.addNull();
                }
            });
        });
        return grouped;
    }

    private void plan(Source.Column column, Reading reading) {
        String name = column.name();
        switch (column.type()) {
            case NUMBER, TIMESTAMP -> {
                ReferenceNumbers n = new ReferenceNumbers(
                        column.type() == ColumnType.NUMBER ? ColumnKind.NUMERIC : ColumnKind.TIMESTAMP);
                numbers.put(name, n);
                reading.column(name, Feed.of(n));
            }
            case BOOLEAN -> {
                LevelProfile l = new LevelProfile(ColumnKind.BOOLEAN);
                levels.put(name, l);
                reading.column(name, Feed.of(l));
            }
            case TEXT -> {
                LevelProfile l = new LevelProfile(ColumnKind.CATEGORICAL);
                ReferenceNumbers n = new ReferenceNumbers(ColumnKind.TEXT_LENGTH);
                levels.put(name, l);
                numbers.put(name, n);
                reading.column(name, Feed.both(Feed.of(l), Feed.lengths(n)));
            }
            case VECTOR -> {
                ReferenceVectors rows = new ReferenceVectors();
                vectors.put(name, rows);
                reading.column(name, (data, from, to) -> addVectors(rows, data, from, to));
            }
        }
    }

    private static void addVectors(ReferenceVectors rows, ColumnData data, int from, int to) {
        for (int row = from; row < to; row++) {
            if (data.isNull(row)) {
                rows.addNull();
            } else if (data.isInvalid(row)) {
                rows.addInvalid();
            } else {
                rows.add(data.vector(row));
            }
        }
    }

    private void segmentValues(List<Source.Column> all, Reading reading, List<String> problems) {
        features.segments().ifPresent(segments -> {
            for (String by : segments.by()) {
                if (all.stream().anyMatch(c -> c.name().equals(by) && c.type() != ColumnType.VECTOR)) {
                    LevelProfile values = new LevelProfile(ColumnKind.CATEGORICAL);
                    segmentValues.put(by, values);
                    reading.column(by, Feed.of(values));
                } else {
                    problems.add("segments by " + by + ": the reference has no such column");
                }
            }
        });
    }

    private ColumnProfile profiled(String name) {
        LevelProfile l = levels.get(name);
        ReferenceNumbers n = numbers.get(name);
        ReferenceVectors v = vectors.get(name);
        if (v != null) {
            return v.profile();
        }
        return l != null && (n == null || !text(l)) ? l : numbers(n);
    }

    private static NumericProfile numbers(@Nullable ReferenceNumbers numbers) {
        if (numbers == null) {
            throw new IllegalStateException("a column without a profile");
        }
        return numbers.profile();
    }

    private static boolean text(LevelProfile levels) {
        long distinct = levels.distinct();
        return distinct > 50 && distinct > TEXT_SHARE * levels.values();
    }

    /** Reads columns whose first rows were unlike the rest once more, with better edges. */
    private void again(Source source, Map<String, ColumnProfile> columns) throws IOException {
        Reading reading = new Reading();
        for (String name : names) {
            ReferenceNumbers seen = numbers.get(name);
            if (columns.get(name) instanceof NumericProfile profile
                    && seen != null
                    && ReferenceNumbers.lopsided(profile)) {
                NumericProfile better = seen.again();
                reading.column(name, Feed.of(better));
                columns.put(name, better);
            }
        }
        if (!reading.isEmpty()) {
            reading.read(source, budget);
        }
    }
}

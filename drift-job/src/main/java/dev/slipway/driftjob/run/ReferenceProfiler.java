package dev.slipway.driftjob.run;

import dev.slipway.driftjob.config.FeatureConfig;
import dev.slipway.driftjob.profile.ColumnKind;
import dev.slipway.driftjob.profile.ColumnProfile;
import dev.slipway.driftjob.profile.LevelProfile;
import dev.slipway.driftjob.profile.NumericProfile;
import dev.slipway.driftjob.profile.Profile;
import dev.slipway.driftjob.profile.ReferenceNumbers;
import dev.slipway.driftjob.profile.ReferenceVectors;
import dev.slipway.driftjob.profile.Room;
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

/** Makes the profile of a reference, whose edges, levels and features are frozen with it. */
final class ReferenceProfiler {
    /** Above this share of distinct values among those kept a text is no name: its length is looked at. */
    private static final double TEXT_SHARE = 0.5;

    /** Of the memory, for profiles and samples; what is read takes about another third. */
    private static final double PART = 0.4;

    private final FeatureConfig features;
    private final Set<String> ignored;
    private final Budget budget;
    private final List<String> names = new ArrayList<>();
    private final Map<String, ReferenceNumbers> numbers = new LinkedHashMap<>();
    private final Map<String, LevelProfile> levels = new LinkedHashMap<>();
    private final Map<String, ReferenceVectors> vectors = new LinkedHashMap<>();
    private final Map<String, LevelProfile> segmentValues = new LinkedHashMap<>();
    private final long memory;
    private Room room = Room.FULL;

    /**
     * @param ignored columns that are not looked at
     */
    ReferenceProfiler(FeatureConfig features, Set<String> ignored, Budget budget) {
        this(features, ignored, budget, Runtime.getRuntime().maxMemory());
    }

    /**
     * @param memory bytes of the process, of which profiles take a part
     */
    ReferenceProfiler(FeatureConfig features, Set<String> ignored, Budget budget, long memory) {
        this.memory = memory;
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
        List<Source.Column> single = all.stream()
                .filter(c -> !ignored.contains(c.name()) && !grouped.contains(c.name()))
                .toList();
        int counted = (int) single.stream().filter(c -> sampled(c.type())).count();
        room = Room.of((long) (PART * memory), counted);
        for (Source.Column column : single) {
            names.add(column.name());
            plan(column, reading);
        }
        segmentValues(all, reading, problems);
        Source.Result read = reading.read(source, budget);
        if (counted > 0 && !room.suffices(read.rows())) {
            problems.add("%d columns share %d MB: each is counted between %d edges instead of %d, so bounds are wider"
                    .formatted(counted, memory >> 20, room.edges(), Room.FULL.edges()));
        }
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
                        column.type() == ColumnType.NUMBER ? ColumnKind.NUMERIC : ColumnKind.TIMESTAMP, room);
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
                ReferenceNumbers n = new ReferenceNumbers(ColumnKind.TEXT_LENGTH, room);
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

    private static boolean sampled(ColumnType type) {
        return type == ColumnType.NUMBER || type == ColumnType.TIMESTAMP || type == ColumnType.TEXT;
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
        if (l != null && (n == null || !text(l))) {
            numbers.remove(name);
            return l;
        }
        if (n == null) {
            throw new IllegalStateException("a column without a profile");
        }
        NumericProfile profile = n.profile();
        if (!n.lopsided(profile)) {
            // Its sample has done its work, and is the larger part of what a column holds.
            numbers.remove(name);
        }
        return profile;
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
            if (seen != null) {
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

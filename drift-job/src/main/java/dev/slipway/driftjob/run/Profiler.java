package dev.slipway.driftjob.run;

import dev.slipway.driftjob.profile.ColumnKind;
import dev.slipway.driftjob.profile.ColumnProfile;
import dev.slipway.driftjob.profile.LevelProfile;
import dev.slipway.driftjob.profile.NumericProfile;
import dev.slipway.driftjob.profile.Profile;
import dev.slipway.driftjob.profile.ReferenceNumbers;
import dev.slipway.driftjob.read.Budget;
import dev.slipway.driftjob.read.ColumnData;
import dev.slipway.driftjob.read.ColumnType;
import dev.slipway.driftjob.read.Source;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes profiles from sources, in one pass each. */
final class Profiler {
    /** Above this share of distinct values among those kept a text is no name: its length is looked at. */
    private static final double TEXT_SHARE = 0.5;

    private Profiler() {}

    /** A profile and what was read for it. */
    record Profiled(Profile profile, Source.Result read) {}

    static Profiled reference(Source source, Set<String> ignore, Budget budget) throws IOException {
        List<String> names = new ArrayList<>();
        List<Feed> feeds = new ArrayList<>();
        Map<String, ReferenceNumbers> numbers = new LinkedHashMap<>();
        Map<String, LevelProfile> levels = new LinkedHashMap<>();
        for (Source.Column column : source.columns()) {
            if (ignore.contains(column.name())) {
                continue;
            }
            names.add(column.name());
            switch (column.type()) {
                case NUMBER, TIMESTAMP -> {
                    ReferenceNumbers n = new ReferenceNumbers(
                            column.type() == ColumnType.NUMBER ? ColumnKind.NUMERIC : ColumnKind.TIMESTAMP);
                    numbers.put(column.name(), n);
                    feeds.add(Feed.of(n));
                }
                case BOOLEAN -> {
                    LevelProfile l = new LevelProfile(ColumnKind.BOOLEAN);
                    levels.put(column.name(), l);
                    feeds.add(Feed.of(l));
                }
                case TEXT -> {
                    LevelProfile l = new LevelProfile(ColumnKind.CATEGORICAL);
                    ReferenceNumbers n = new ReferenceNumbers(ColumnKind.TEXT_LENGTH);
                    levels.put(column.name(), l);
                    numbers.put(column.name(), n);
                    feeds.add(Feed.both(Feed.of(l), Feed.lengths(n)));
                }
            }
        }
        Source.Result read = feed(source, names, feeds, budget);
        Map<String, ColumnProfile> columns = new LinkedHashMap<>();
        for (String name : names) {
            LevelProfile l = levels.get(name);
            ReferenceNumbers n = numbers.get(name);
            columns.put(name, l != null && (n == null || !text(l)) ? l : numbers(n));
        }
        return new Profiled(new Profile(read.rows(), again(source, columns, numbers, budget)), read);
    }

    private static NumericProfile numbers(@Nullable ReferenceNumbers numbers) {
        if (numbers == null) {
            throw new IllegalStateException("a column without a profile");
        }
        return numbers.profile();
    }

    private static boolean text(LevelProfile levels) {
        long distinct = levels.levels().size() + levels.overflow();
        return distinct > 50 && distinct > TEXT_SHARE * levels.values();
    }

    /** Reads columns whose first rows were unlike the rest once more, with better edges. */
    private static Map<String, ColumnProfile> again(
            Source source, Map<String, ColumnProfile> columns, Map<String, ReferenceNumbers> numbers, Budget budget)
            throws IOException {
        List<String> names = new ArrayList<>();
        List<Feed> feeds = new ArrayList<>();
        Map<String, ColumnProfile> result = new LinkedHashMap<>(columns);
        columns.forEach((name, column) -> {
            ReferenceNumbers seen = numbers.get(name);
            if (column instanceof NumericProfile profile && seen != null && ReferenceNumbers.lopsided(profile)) {
                NumericProfile better = seen.again();
                names.add(name);
                feeds.add(Feed.of(better));
                result.put(name, better);
            }
        });
        if (!names.isEmpty()) {
            feed(source, names, feeds, budget);
        }
        return result;
    }

    /** Counts with the edges and levels of the reference. Columns that the source lacks are left out. */
    static Profiled current(Source source, Profile reference, Budget budget) throws IOException {
        Map<String, ColumnType> types = new HashMap<>();
        source.columns().forEach(c -> types.put(c.name(), c.type()));
        List<String> names = new ArrayList<>();
        List<Feed> feeds = new ArrayList<>();
        Map<String, ColumnProfile> columns = new LinkedHashMap<>();
        reference.columns().forEach((name, column) -> {
            if (types.containsKey(name)) {
                ColumnProfile empty = column.emptyLike();
                names.add(name);
                feeds.add(Feed.of(empty));
                columns.put(name, empty);
            }
        });
        Source.Result read = feed(source, names, feeds, budget);
        return new Profiled(new Profile(read.rows(), columns), read);
    }

    private static Source.Result feed(Source source, List<String> names, List<Feed> feeds, Budget budget)
            throws IOException {
        return source.read(names, budget, batch -> {
            for (int i = 0; i < feeds.size(); i++) {
                ColumnData data = batch.columns().get(i);
                feeds.get(i).add(data, batch.rows());
            }
        });
    }
}

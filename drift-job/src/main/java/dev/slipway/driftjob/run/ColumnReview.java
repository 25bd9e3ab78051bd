package dev.slipway.driftjob.run;

import dev.slipway.driftjob.config.PredictionConfig;
import dev.slipway.driftjob.config.RunConfig;
import dev.slipway.driftjob.config.SourceConfig;
import dev.slipway.driftjob.profile.Profile;
import dev.slipway.driftjob.profile.SegmentName;
import dev.slipway.driftjob.read.Source;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Names the columns that are not compared, and names that are of no column: silence would be taken for sameness. */
final class ColumnReview {
    private static final int NAMED = 20;

    private final RunConfig config;
    private final List<String> problems;

    ColumnReview(RunConfig config, List<String> problems) {
        this.config = config;
        this.problems = problems;
    }

    /**
     * @param reference empty where only a profile is left of it
     * @param compared the current data's profile
     */
    void review(Profile frozen, Optional<Source> reference, Source current, Profile compared) throws IOException {
        Map<String, String> unread = current.unread();
        Set<String> names = names(current);
        Set<String> known = new HashSet<>();
        frozen.columns().keySet().stream().filter(n -> SegmentName.of(n).all()).forEach(known::add);
        Set<String> ignored = config.ignored();
        prediction().ifPresent(ignored::remove);
        for (String name : known) {
            if (!ignored.contains(name) && !compared.columns().containsKey(name) && !unread.containsKey(name)) {
                problems.add("column " + name + " is in the reference and not in the current data");
            }
        }
        unread(unread, "the current data", problems);
        List<String> others = names.stream()
                .filter(n -> !known.contains(n) && !expected(n, ignored))
                .toList();
        if (!others.isEmpty()) {
            problems.add("only in the current data, and not compared: " + listed(others));
        }
        configured(known, names, unread.keySet(), reference);
    }

    /** Says which columns of a source are not read. */
    static void unread(Map<String, String> unread, String side, List<String> problems) {
        if (!unread.isEmpty()) {
            problems.add("not read in " + side + ": "
                    + listed(unread.entrySet().stream()
                            .map(e -> e.getKey() + " (" + e.getValue() + ")")
                            .toList()));
        }
    }

    private Optional<String> prediction() {
        return config.prediction().map(PredictionConfig::column);
    }

    /** Columns that are there for something else than to be compared. */
    private boolean expected(String name, Set<String> ignored) {
        List<String> one = List.of(name);
        return ignored.contains(name)
                || SourceConfig.LOG_COLUMNS.contains(name)
                || name.equals(config.current().source().key())
                || config.budget().keyColumn().filter(name::equals).isPresent()
                || config.features().vectors().values().stream()
                        .anyMatch(patterns -> !Reading.matching(one, patterns).isEmpty());
    }

    private void configured(Set<String> known, Set<String> names, Set<String> unread, Optional<Source> reference) {
        List<String> wrong = new ArrayList<>();
        Set<String> overridden = new HashSet<>(config.features().overrides().keySet());
        prediction().ifPresent(overridden::remove);
        overridden.stream()
                .filter(n -> !known.contains(n) && !unread.contains(n))
                .forEach(wrong::add);
        if (!wrong.isEmpty()) {
            problems.add("overrides name columns that are not compared: " + listed(wrong));
        }
        prediction()
                .filter(n -> !known.contains(n) && !names.contains(n) && !unread.contains(n))
                .ifPresent(n -> problems.add("prediction.column names a column that neither side has: " + n));
        List<String> ignored = config.features().ignore().stream()
                .filter(n -> !known.contains(n) && !names.contains(n) && !unread.contains(n))
                .sorted()
                .toList();
        if (!ignored.isEmpty()) {
            Set<String> there = reference.map(ColumnReview::namesOrNone).orElse(Set.of());
            List<String> nowhere =
                    ignored.stream().filter(n -> !there.contains(n)).toList();
            if (!nowhere.isEmpty()) {
                problems.add("ignore names columns that neither side has: " + listed(nowhere));
            }
        }
    }

    private static Set<String> names(Source source) throws IOException {
        Set<String> names = new HashSet<>();
        source.columns().forEach(c -> names.add(c.name()));
        return names;
    }

    /** Rows of a kept reference may be gone by now. */
    private static Set<String> namesOrNone(Source reference) {
        try {
            Set<String> names = names(reference);
            names.addAll(reference.unread().keySet());
            return names;
        } catch (IOException e) {
            return Set.of();
        }
    }

    private static String listed(Collection<String> names) {
        List<String> first = names.stream().sorted().limit(NAMED).toList();
        String more = names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : "";
        return String.join(", ", first) + more;
    }
}

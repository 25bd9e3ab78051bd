package dev.slipway.driftjob.run;

import dev.slipway.driftjob.config.FeatureConfig;
import dev.slipway.driftjob.profile.ColumnProfile;
import dev.slipway.driftjob.profile.Edges;
import dev.slipway.driftjob.profile.LevelProfile;
import dev.slipway.driftjob.profile.NumericProfile;
import dev.slipway.driftjob.profile.SegmentName;
import dev.slipway.driftjob.read.Budget;
import dev.slipway.driftjob.read.Source;
import java.io.IOException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Profiles of the most frequent segments, in a second pass over the reference: their edges are every sixteenth of the whole
 * column's, so that hundreds of them fit into memory.
 */
final class ReferenceSegments {
    private static final int THINNED = 16;
    private static final int MAX_LEVELS = 256;

    private final FeatureConfig features;

    ReferenceSegments(FeatureConfig features) {
        this.features = features;
    }

    /** Adds the segments' columns to those of all rows. */
    void add(Source source, Map<String, ColumnProfile> columns, Map<String, LevelProfile> values, Budget budget)
            throws IOException {
        Optional<FeatureConfig.Segments> segments = features.segments();
        if (segments.isEmpty() || values.isEmpty()) {
            return;
        }
        Reading reading = new Reading();
        Map<String, ColumnProfile> added = new LinkedHashMap<>();
        values.forEach((by, levels) -> {
            Map<String, Map<String, Feed>> feeds = new LinkedHashMap<>();
            for (String value : frequent(levels, segments.get())) {
                Map<String, Feed> ofValue = new LinkedHashMap<>();
                columns.forEach((feature, column) -> {
                    Optional<ColumnProfile> small =
                            feature.equals(by) ? Optional.<ColumnProfile>empty() : thinned(column);
                    small.ifPresent(profile -> {
                        ofValue.put(feature, Feed.of(profile));
                        added.put(new SegmentName(feature, by, value).column(), profile);
                    });
                });
                feeds.put(value, ofValue);
            }
            reading.segments(by, feeds);
        });
        reading.read(source, budget);
        columns.putAll(added);
    }

    private static List<String> frequent(LevelProfile levels, FeatureConfig.Segments segments) {
        return levels.levels().stream()
                .filter(l -> l.count() >= segments.minRows() && l.name().indexOf('\u001f') < 0)
                .sorted(Comparator.comparingLong((LevelProfile.Level l) -> -l.count())
                        .thenComparing(LevelProfile.Level::name))
                .limit(segments.topK())
                .map(LevelProfile.Level::name)
                .toList();
    }

    /** Empty for vectors and for columns of too many names. */
    private static Optional<ColumnProfile> thinned(ColumnProfile column) {
        return switch (column) {
            case NumericProfile numbers -> Optional.of(new NumericProfile(numbers.kind(), thinned(numbers.edges())));
            case LevelProfile levels when levels.levels().size() <= MAX_LEVELS -> Optional.of(levels.emptyLike());
            default -> Optional.empty();
        };
    }

    private static Edges thinned(Edges edges) {
        if (edges.size() <= MAX_LEVELS) {
            return edges;
        }
        int kept = (edges.size() + THINNED - 2) / THINNED + 1;
        double[] values = new double[kept];
        for (int i = 0; i < kept; i++) {
            values[i] = edges.at(Math.min(edges.size() - 1, i * THINNED));
        }
        return Edges.of(values);
    }
}

package dev.slipway.driftjob.run;

import dev.slipway.driftjob.config.FeatureConfig;
import dev.slipway.driftjob.profile.ColumnProfile;
import dev.slipway.driftjob.profile.Profile;
import dev.slipway.driftjob.profile.SegmentName;
import dev.slipway.driftjob.profile.VectorProfile;
import dev.slipway.driftjob.read.Budget;
import dev.slipway.driftjob.read.ColumnType;
import dev.slipway.driftjob.read.Source;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Counts rows with the edges, levels and features of a reference. Columns that the source lacks are left out. */
final class CurrentProfiler {
    private final Profile reference;
    private final FeatureConfig features;
    private final Budget budget;

    CurrentProfiler(Profile reference, FeatureConfig features, Budget budget) {
        this.reference = reference;
        this.features = features;
        this.budget = budget;
    }

    ReferenceProfiler.Profiled profile(Source source) throws IOException {
        Map<String, ColumnType> types = new HashMap<>();
        source.columns().forEach(c -> types.put(c.name(), c.type()));
        List<String> names = source.columns().stream().map(Source.Column::name).toList();
        Reading reading = new Reading();
        Map<String, ColumnProfile> columns = new LinkedHashMap<>();
        Map<String, Map<String, Map<String, Feed>>> segments = new LinkedHashMap<>();
        reference.columns().forEach((name, column) -> {
            SegmentName segment = SegmentName.of(name);
            ColumnProfile empty = column.emptyLike();
            if (empty instanceof VectorProfile vector && features.vectors().containsKey(name)) {
                List<String> parts = Reading.matching(names, features.vectors().getOrDefault(name, List.of()));
                if (parts.size() == vector.basis().width()) {
                    reading.vector(parts, rows(vector));
                    columns.put(name, empty);
                }
            } else if (segment.all() && types.containsKey(name)) {
                reading.column(name, Feed.of(empty));
                columns.put(name, empty);
            } else if (!segment.all() && types.containsKey(segment.by()) && types.containsKey(segment.feature())) {
                segments.computeIfAbsent(segment.by(), k -> new LinkedHashMap<>())
                        .computeIfAbsent(segment.value(), k -> new LinkedHashMap<>())
                        .put(segment.feature(), Feed.of(empty));
                columns.put(name, empty);
            }
        });
        segments.forEach(reading::segments);
        Source.Result read = reading.read(source, budget);
        return new ReferenceProfiler.Profiled(new Profile(read.rows(), columns), read);
    }

    private static Reading.Rows rows(VectorProfile vector) {
        return new Reading.Rows() {
            @Override
            public void add(double[] row) {
                vector.add(row);
            }

            @Override
            public void addNull() {
                vector.addNull();
            }
        };
    }
}

package dev.slipway.driftjob.run;

import dev.slipway.driftjob.config.FeatureConfig;
import dev.slipway.driftjob.profile.ColumnProfile;
import dev.slipway.driftjob.profile.Profile;
import dev.slipway.driftjob.profile.SegmentName;
import dev.slipway.driftjob.read.ColumnType;
import dev.slipway.driftjob.read.Source;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Types of columns for sources that would guess them: the current data is read as the reference was. */
final class ReferenceTypes {
    private ReferenceTypes() {}

    /** By column, what a reference's profile knows. */
    static Map<String, ColumnType> of(Profile reference, FeatureConfig features) {
        Map<String, ColumnType> types = new HashMap<>();
        reference.columns().forEach((name, column) -> {
            SegmentName segment = SegmentName.of(name);
            if (!segment.all()) {
                if (!reference.columns().containsKey(segment.by())) {
                    types.put(segment.by(), ColumnType.TEXT);
                }
            } else if (!features.vectors().containsKey(name)) {
                type(name, column, types);
            }
        });
        return types;
    }

    /** A source of rows that are compared with a reference. */
    static Source ofCurrent(Source source, Profile reference, FeatureConfig features) throws IOException {
        Map<String, ColumnType> types = parts(source, features);
        types.putAll(of(reference, features));
        return source.typed(types);
    }

    /** A source of a reference: columns that are only segments' are texts there, too. */
    static Source ofReference(Source source, FeatureConfig features, Set<String> ignored) {
        Map<String, ColumnType> types = new HashMap<>();
        features.segments()
                .ifPresent(
                        s -> s.by().stream().filter(ignored::contains).forEach(by -> types.put(by, ColumnType.TEXT)));
        return source.typed(types);
    }

    private static void type(String name, ColumnProfile column, Map<String, ColumnType> types) {
        switch (column.kind()) {
            case NUMERIC -> types.put(name, ColumnType.NUMBER);
            case TIMESTAMP -> types.put(name, ColumnType.TIMESTAMP);
            case BOOLEAN -> types.put(name, ColumnType.BOOLEAN);
            case CATEGORICAL, TEXT_LENGTH -> types.put(name, ColumnType.TEXT);
            case VECTOR -> {}
        }
    }

    /** Columns that make a vector are numbers, whatever stands among their first values. */
    private static Map<String, ColumnType> parts(Source source, FeatureConfig features) throws IOException {
        Map<String, ColumnType> types = new HashMap<>();
        if (features.vectors().isEmpty()) {
            return types;
        }
        List<String> texts = source.columns().stream()
                .filter(c -> c.type() == ColumnType.TEXT)
                .map(Source.Column::name)
                .toList();
        features.vectors()
                .values()
                .forEach(patterns ->
                        Reading.matching(texts, patterns).forEach(part -> types.put(part, ColumnType.NUMBER)));
        return types;
    }
}

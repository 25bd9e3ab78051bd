package dev.slipway.featureserver.export;

import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The columns of a set: those of the entity table, then the features in the order of the request.
 *
 * @param columns all of them
 * @param entityColumns how many come from the entity table
 * @param features the others
 * @param layout of entity rows
 */
record OutputPlan(
        List<OutputColumn> columns,
        int entityColumns,
        List<WantedFeatures.Wanted> features,
        EntityChunk.Layout layout) {

    static OutputPlan of(EntityTable table, WantedFeatures wanted, EntityChunk.Layout layout) throws FailureException {
        List<OutputColumn> columns = new ArrayList<>(table.outputColumns());
        int entityColumns = columns.size();
        Set<String> names = new HashSet<>();
        columns.forEach(column -> names.add(column.name()));
        for (WantedFeatures.Wanted feature : wanted.features()) {
            if (!names.add(feature.name())) {
                throw new FailureException(
                        CommonReason.InvalidConfig,
                        "Two columns would be named '%s': ask for full feature names, or rename the column of the entities in a query."
                                .formatted(feature.name()));
            }
            columns.add(OutputColumn.feature(feature.name(), feature.type()));
        }
        return new OutputPlan(List.copyOf(columns), entityColumns, wanted.features(), layout);
    }

    /** A row whose first segment is the entity's and whose others are those of the views. */
    OutputRow row(ViewSegments segments) {
        int[] segmentOf = new int[columns.size()];
        int[] fieldOf = new int[columns.size()];
        for (int i = 0; i < columns.size(); i++) {
            if (i < entityColumns) {
                fieldOf[i] = i;
            } else {
                WantedFeatures.Wanted feature = features.get(i - entityColumns);
                segmentOf[i] = segments.segment(feature);
                fieldOf[i] = segments.field(feature);
            }
        }
        return new OutputRow(columns, segmentOf, fieldOf, segments.fields(layout.fields()));
    }
}

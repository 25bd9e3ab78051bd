package dev.slipway.modelserver.predictionlog;

import dev.slipway.modelserver.config.ModelServerConfig.Signature;
import dev.slipway.modelserver.onnx.ModelSignature;
import dev.slipway.modelserver.onnx.TensorSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which columns a model's log has: the fixed ones, then one for each feature. Pure: the same model and the same declared
 * signature give the same layout in every pod.
 *
 * @param features the inputs that are logged
 * @param rule prediction and score
 * @param leftOut inputs without columns, each with the reason
 * @param fixedMask what of the fixed columns is hidden
 * @param unknownMasks names to mask that are no column
 */
public record RowLayout(
        List<FeatureGroup> features,
        PredictionRule rule,
        List<String> leftOut,
        FixedMask fixedMask,
        List<String> unknownMasks) {
    /** A table may have 1600 columns; a thousand leave room for those that later revisions add. */
    static final int MOST_FEATURES = 1000;

    /** A row must fit into one page of 8 KiB, with its header and its map of nulls. */
    static final int MOST_PAGE_BYTES = 7000;

    /** A column of the table. */
    record Column(String name, ColumnType type) {}

    /** The layout of a model. */
    public static RowLayout of(ModelSignature model, Signature declared, List<String> mask) {
        List<FeatureGroup> features = new ArrayList<>();
        List<String> leftOut = new ArrayList<>();
        ColumnNames names = new ColumnNames();
        Set<String> unused = new HashSet<>(mask);
        unused.removeAll(FixedMask.COLUMNS);
        int columns = 0;
        int bytes = 0;
        for (int i = 0; i < model.inputs().size(); i++) {
            TensorSpec input = model.inputs().get(i);
            Optional<Integer> width = RowWidth.of(input);
            if (width.isEmpty() || width.get() == 0) {
                leftOut.add(input.name() + " has rows of any size");
                continue;
            }
            int rowBytes = width.get() * ColumnType.of(input.datatype()).pageBytes();
            if (columns + width.get() > MOST_FEATURES || bytes + rowBytes > MOST_PAGE_BYTES) {
                leftOut.add(input.name() + " has too many entries a row: " + width.get());
                continue;
            }
            columns += width.get();
            bytes += rowBytes;
            features.add(group(i, input, width.get(), declared.columnsOf(input.name()), names, mask, unused));
        }
        PredictionRule rule = PredictionRule.of(model.outputs(), output -> labels(declared, output));
        List<String> unknown = mask.stream().filter(unused::contains).toList();
        return new RowLayout(List.copyOf(features), rule, List.copyOf(leftOut), FixedMask.of(mask), unknown);
    }

    private static FeatureGroup group(
            int index,
            TensorSpec input,
            int width,
            List<String> declared,
            ColumnNames names,
            List<String> mask,
            Set<String> unused) {
        List<String> columns = new ArrayList<>();
        List<Boolean> masked = new ArrayList<>();
        for (int i = 0; i < width; i++) {
            String wanted =
                    declared.size() == width ? declared.get(i) : width == 1 ? input.name() : input.name() + "_" + i;
            String column = names.unique(input.name(), wanted);
            columns.add(column);
            // The names a user may know it by: as declared, as in the table, the whole input.
            boolean hidden = mask.contains(wanted) || mask.contains(column) || mask.contains(input.name());
            masked.add(hidden);
            if (hidden) {
                unused.remove(input.name());
                unused.remove(wanted);
                unused.remove(column);
            }
        }
        return new FeatureGroup(index, input, columns, masked);
    }

    private static List<String> labels(Signature declared, String output) {
        return declared.outputs().stream()
                .filter(candidate -> candidate.name().equals(output))
                .findFirst()
                .map(candidate -> candidate.labels())
                .orElse(List.of());
    }

    /** Every column in the order of the rows that are written. */
    List<Column> columns() {
        List<Column> columns = new ArrayList<>(List.of(
                new Column("request_id", ColumnType.TEXT),
                new Column("ts", ColumnType.TIMESTAMPTZ),
                new Column("revision", ColumnType.TEXT),
                new Column("arm", ColumnType.TEXT),
                new Column("entity", ColumnType.TEXT),
                new Column("prediction", rule.type()),
                new Column("score", ColumnType.DOUBLE),
                new Column("latency_us", ColumnType.BIGINT)));
        for (FeatureGroup group : features) {
            for (String column : group.columns()) {
                columns.add(new Column(column, group.type()));
            }
        }
        return columns;
    }
}

package dev.slipway.featureserver.http;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.slipway.featureserver.cells.CellException;
import dev.slipway.featureserver.cells.JsonScalars;
import dev.slipway.featureserver.cells.RequestJson;
import dev.slipway.featureserver.codec.ByteSink;
import dev.slipway.featureserver.codec.JoinKey;
import dev.slipway.featureserver.config.ViewConfig.Feature;
import dev.slipway.featureserver.config.ViewConfig.Source;
import dev.slipway.featureserver.ingest.RowScript;
import dev.slipway.featureserver.plan.ViewPlan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Rows of one view as a request brings them: columns of equal length by name. */
final class DataFrame {
    private static final String DEFAULT_TIMESTAMP = "event_timestamp";

    private final ViewPlan view;
    private final String timestampField;
    private final Map<String, EntityColumn> keys = new HashMap<>();
    private final @Nullable ValueColumn[] features;
    private long @Nullable [] times;
    private int rows = -1;
    private String firstColumn = "";

    private DataFrame(ViewPlan view) {
        this.view = view;
        this.timestampField = view.config().source().map(Source::timestampField).orElse(DEFAULT_TIMESTAMP);
        this.features = new @Nullable ValueColumn[view.size()];
    }

    /** Reads the object {@code df} of a body. Columns that the view does not have are left out. */
    static DataFrame read(byte[] body, int from, int to, ViewPlan view) throws IOException, RequestException {
        DataFrame frame = new DataFrame(view);
        try (JsonParser in = RequestJson.parser(body, from, to)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("df is no object, which its request's model has checked");
            }
            while (in.nextToken() != JsonToken.END_OBJECT) {
                String name = in.currentName();
                if (in.nextToken() != JsonToken.START_ARRAY) {
                    throw RequestException.plain(
                            422,
                            "The column '%s' of df is no list.".formatted(name),
                            500,
                            "If using all scalar values, you must pass an index");
                }
                frame.column(in, name);
            }
        }
        frame.complete();
        return frame;
    }

    /** Replaces the values of one feature by others of as many rows. */
    void replace(int feature, ValueColumn column) {
        features[feature] = column;
    }

    int rows() {
        return rows;
    }

    ViewPlan view() {
        return view;
    }

    /** Appends the arguments (see {@link RowScript#encode}) and keys of all rows. */
    void encode(RowScript script, ByteSink values, int[] valueEnds, ByteSink keyBytes, int[] keyEnds) {
        if (rows == 0) {
            return;
        }
        EntityColumn[] keyColumns = view.key().keys().stream()
                .map(key -> keys.get(key.name()))
                .filter(Objects::nonNull)
                .toArray(EntityColumn[]::new);
        long[] eventTimes = Objects.requireNonNull(times);
        for (int row = 0; row < rows; row++) {
            if (view.key().entityless()) {
                view.onlyKey(keyBytes);
            } else {
                view.key().begin(keyBytes);
                for (EntityColumn column : keyColumns) {
                    column.encode(keyBytes, row);
                }
                view.endKey(keyBytes);
            }
            keyEnds[row] = keyBytes.length();
            script.encode(values, eventTimes[row], new Row(row));
            valueEnds[row] = values.length();
        }
    }

    /** All rows as the table of the view's source has them, by its own names of columns. */
    String offlineRows() {
        Map<String, String> columnOf = new HashMap<>();
        view.config()
                .source()
                .ifPresent(source -> source.fieldMapping().forEach((column, name) -> columnOf.put(name, column)));
        long[] eventTimes = Objects.requireNonNull(times);
        OfflineRows out = new OfflineRows();
        ByteSink value = new ByteSink(32);
        List<Feature> columns = view.config().columnFeatures();
        for (int row = 0; row < rows; row++) {
            out.beginRow();
            for (JoinKey key : view.key().keys()) {
                value.truncate(0);
                Objects.requireNonNull(keys.get(key.name())).value(value, row);
                out.value(columnOf.getOrDefault(key.name(), key.name()), key.type(), value.array(), 0, value.length());
            }
            Row cells = new Row(row);
            for (int i = 0; i < columns.size(); i++) {
                String name = columns.get(i).name();
                out.value(
                        columnOf.getOrDefault(name, name),
                        view.type(i),
                        cells.array(i),
                        cells.offset(i),
                        cells.length(i));
            }
            out.time(columnOf.getOrDefault(timestampField, timestampField), eventTimes[row]);
            out.endRow();
        }
        return out.end();
    }

    private void column(JsonParser in, String name) throws IOException, RequestException {
        int feature = view.position(name);
        if (feature >= 0) {
            ValueColumn column = ValueColumn.read(in, name, view.type(feature));
            features[feature] = column;
            sameLength(name, column.rows());
            return;
        }
        for (JoinKey key : view.config().entities()) {
            if (key.name().equals(name)) {
                EntityColumn column = EntityColumn.read(in, key);
                keys.put(name, column);
                sameLength(name, column.rows());
                return;
            }
        }
        // Feast's remote client knows no other name than the default for the event time.
        if (name.equals(timestampField) || (times == null && name.equals(DEFAULT_TIMESTAMP))) {
            long[] read = times(in);
            times = read;
            sameLength(name, read.length);
        } else {
            in.skipChildren();
        }
    }

    private long[] times(JsonParser in) throws IOException, RequestException {
        long[] read = new long[16];
        int count = 0;
        while (in.nextToken() != JsonToken.END_ARRAY) {
            if (count == read.length) {
                read = Arrays.copyOf(read, count * 2);
            }
            try {
                read[count++] = JsonScalars.time(in);
            } catch (CellException e) {
                String detail = "Row %d of '%s': %s.".formatted(count - 1, timestampField, e.getMessage());
                String feasts = in.currentToken() == JsonToken.VALUE_STRING
                        ? "Unknown datetime string format, unable to parse: %s, at position %d"
                                .formatted(in.getText(), count - 1)
                        : detail;
                throw RequestException.plain(422, detail, 500, feasts);
            }
        }
        return Arrays.copyOf(read, count);
    }

    private void sameLength(String name, int count) throws RequestException {
        if (rows < 0) {
            rows = count;
            firstColumn = name;
        } else if (rows != count) {
            throw RequestException.plain(
                    422,
                    "The columns '%s' and '%s' have %d and %d rows.".formatted(firstColumn, name, rows, count),
                    500,
                    "All arrays must be of the same length");
        }
    }

    private void complete() throws RequestException {
        if (rows <= 0) {
            rows = 0;
            return;
        }
        List<String> missing = new ArrayList<>();
        for (int i = 0; i < features.length; i++) {
            if (features[i] == null) {
                missing.add(view.config().features().get(i).name());
            }
        }
        List<String> missingKeys = view.config().entities().stream()
                .map(JoinKey::name)
                .filter(name -> !keys.containsKey(name))
                .toList();
        if (missing.isEmpty() && missingKeys.isEmpty() && times != null) {
            return;
        }
        String feasts = FeastErrors.missingColumns(missing, features.length, missingKeys, timestampField);
        missing.addAll(missingKeys);
        if (times == null) {
            missing.add(timestampField);
        }
        throw RequestException.plain(
                422,
                "The data frame lacks the columns %s of the view '%s'.".formatted(missing, view.name()),
                500,
                feasts);
    }

    private final class Row implements RowScript.Values {
        private final int row;

        Row(int row) {
            this.row = row;
        }

        @Override
        public byte[] array(int feature) {
            return column(feature).array();
        }

        @Override
        public int offset(int feature) {
            return column(feature).offset(row);
        }

        @Override
        public int length(int feature) {
            return column(feature).length(row);
        }

        private ValueColumn column(int feature) {
            return Objects.requireNonNull(features[feature]);
        }
    }
}

package dev.slipway.workload.features;

import dev.slipway.workload.json.JsonTree;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a feature server answers: a column of values for each feature. A value that is too old or not of its declared type
 * counts as missing; where there is none, the feature's default stands in its place and counts as a value.
 */
public final class OnlineAnswer {
    private static final Set<String> NO_VALUE = Set.of("OUTSIDE_MAX_AGE", "INVALID");

    private final Map<String, List<Object>> columns;
    private final Set<String> unreadable;

    private OnlineAnswer(Map<String, List<Object>> columns, Set<String> unreadable) {
        this.columns = columns;
        this.unreadable = unreadable;
    }

    /**
     * Reads an answer of status 200.
     *
     * @param names features that were asked for
     * @param rows how many entities were
     * @throws IOException if it is of another shape
     */
    public static OnlineAnswer read(byte[] answer, List<String> names, int rows) throws IOException {
        if (!(JsonTree.read(answer) instanceof Map<?, ?> document)
                || !(document.get("metadata") instanceof Map<?, ?> metadata)
                || !(metadata.get("feature_names") instanceof List<?> told)
                || !(document.get("results") instanceof List<?> results)
                || told.size() != results.size()) {
            throw new IOException("the feature server's answer has another shape");
        }
        Map<String, List<Object>> columns = new HashMap<>();
        Set<String> unreadable = new HashSet<>();
        for (int i = 0; i < told.size(); i++) {
            String name = String.valueOf(told.get(i));
            if (names.contains(name)) {
                columns.put(name, column(results.get(i), rows));
                unreadable(name, results.get(i), unreadable);
            }
        }
        if (!columns.keySet().containsAll(names)) {
            throw new IOException("the feature server's answer lacks features");
        }
        return new OnlineAnswer(columns, unreadable);
    }

    private static void unreadable(String name, Object result, Set<String> unreadable) {
        if (result instanceof Map<?, ?> column && column.get("statuses") instanceof List<?> statuses) {
            for (int row = 0; row < statuses.size(); row++) {
                if ("INVALID".equals(statuses.get(row))) {
                    unreadable.add(name + " " + row);
                }
            }
        }
    }

    private static List<Object> column(Object result, int rows) throws IOException {
        if (!(result instanceof Map<?, ?> column)
                || !(column.get("values") instanceof List<?> values)
                || !(column.get("statuses") instanceof List<?> statuses)
                || values.size() != rows
                || statuses.size() != rows) {
            throw new IOException("the feature server's answer has other rows");
        }
        List<Object> usable = new ArrayList<>();
        for (int row = 0; row < rows; row++) {
            usable.add(NO_VALUE.contains(String.valueOf(statuses.get(row))) ? JsonTree.Absent.NULL : values.get(row));
        }
        return usable;
    }

    /** Whether a value is missing because its store did not answer, or holds another type: it may be there all the same. */
    public boolean unreadable(String name, int row) {
        return unreadable.contains(name + " " + row);
    }

    /** A value in the form of {@link JsonTree}, {@link JsonTree.Absent#NULL} where there is none. */
    public Object value(String name, int row) {
        return columns.getOrDefault(name, List.of()).get(row);
    }
}

package dev.slipway.driftjob.profile;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** Profiles of all columns of one data set or window, by name in the order of the columns. */
public record Profile(long rows, Map<String, ColumnProfile> columns) {
    public Profile {
        columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
    }

    /** The profile of both data sets together. The columns are changed in place. */
    public Profile merged(Profile other) {
        if (!columns.keySet().equals(other.columns.keySet())) {
            throw new IllegalArgumentException(
                    "the profiles have different columns: " + columns.keySet() + " and " + other.columns.keySet());
        }
        columns.forEach((name, column) -> column.merge(other.column(name)));
        return new Profile(rows + other.rows, columns);
    }

    public ColumnProfile column(String name) {
        ColumnProfile column = columns.get(name);
        if (column == null) {
            throw new IllegalArgumentException("no column " + name);
        }
        return column;
    }
}

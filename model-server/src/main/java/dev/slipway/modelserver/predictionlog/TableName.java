package dev.slipway.modelserver.predictionlog;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;

/**
 * A table as the user wrote it, with the schema where one was written. Names are quoted wherever they enter a statement,
 * so that case and key words mean nothing.
 *
 * @param schema empty for the first schema of the connection's search path
 * @param table the name
 */
public record TableName(String schema, String table) {
    /** PostgreSQL cuts longer names without an error. */
    static final int LONGEST_NAME = 63;

    private static final Pattern NAME = Pattern.compile("([A-Za-z_][A-Za-z0-9_]{0,62}[.])?[A-Za-z_][A-Za-z0-9_]{0,62}");
    private static final DateTimeFormatter DAY = DateTimeFormatter.BASIC_ISO_DATE;
    private static final String DAY_MARK = "_p";

    /** Whether {@link #parse} takes it. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** Reads {@code table} or {@code schema.table}. */
    public static TableName parse(String text) {
        if (!isName(text)) {
            throw new IllegalArgumentException("\"" + text + "\" is no name of a table");
        }
        int dot = text.indexOf('.');
        return dot < 0 ? new TableName("", text) : new TableName(text.substring(0, dot), text.substring(dot + 1));
    }

    TableName in(String actualSchema) {
        return new TableName(actualSchema, table);
    }

    TableName sibling(String name) {
        return new TableName(schema, name);
    }

    /** The partition of one day, UTC. */
    TableName partition(LocalDate day) {
        return sibling(prefix() + DAY.format(day));
    }

    /** What the names of all partitions begin with. */
    String prefix() {
        int room = LONGEST_NAME - DAY_MARK.length() - 8;
        return ColumnNames.cut(table, room) + DAY_MARK;
    }

    /** For a statement. */
    String sql() {
        return schema.isEmpty() ? quote(table) : quote(schema) + "." + quote(table);
    }

    static String quote(String identifier) {
        return '"' + identifier.replace("\"", "\"\"") + '"';
    }
}

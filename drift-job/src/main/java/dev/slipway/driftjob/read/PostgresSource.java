package dev.slipway.driftjob.read;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/** A table, view or query of PostgreSQL, read by COPY in binary form, in a read-only transaction. */
public final class PostgresSource implements Source {
    private static final String TABLE = "[A-Za-z_][A-Za-z0-9_$]*(\\.[A-Za-z_][A-Za-z0-9_$]*)?";

    private final PostgresLogin login;
    private final String relation;
    private final String name;
    private final Optional<String> timeColumn;
    private final Optional<Window> window;

    private PostgresSource(
            PostgresLogin login, String relation, String name, Optional<String> timeColumn, Optional<Window> window) {
        this.login = login;
        this.relation = relation;
        this.name = name;
        this.timeColumn = timeColumn;
        this.window = window;
    }

    /** All rows of a table or view. */
    public static PostgresSource table(PostgresLogin login, String table, Optional<String> timeColumn)
            throws SourceException {
        if (!table.matches(TABLE)) {
            throw new SourceException("the table \"" + table + "\" is no name such as fraud or public.fraud");
        }
        String quoted =
                Arrays.stream(table.split("\\.", 2)).map(PostgresSource::quoted).collect(Collectors.joining("."));
        return new PostgresSource(login, quoted, "postgres " + table, timeColumn, Optional.empty());
    }

    /** The rows of a query, which can only read. */
    public static PostgresSource query(PostgresLogin login, String query) {
        String inner = query.strip().replaceAll(";\\s*$", "");
        return new PostgresSource(login, "(" + inner + ") AS q", "postgres query", Optional.empty(), Optional.empty());
    }

    @Override
    public Source within(Window rows) throws IOException {
        if (timeColumn.isEmpty()) {
            return Source.super.within(rows);
        }
        return new PostgresSource(login, relation, name, timeColumn, Optional.of(rows));
    }

    /** The rows from a time on; the source has a time column. */
    public PostgresSource since(Instant start) {
        return new PostgresSource(login, relation, name, timeColumn, Optional.of(new Window(start, Window.END)));
    }

    /** The time of the oldest row; empty where there is none. */
    public Optional<Instant> earliest() throws IOException {
        if (timeColumn.isEmpty()) {
            throw new SourceException(description() + " has no time column");
        }
        String sql =
                "SELECT extract(epoch FROM min(" + quoted(timeColumn.get()) + "))::float8 FROM " + relation + where();
        return asked(sql, rows -> {
            rows.next();
            double seconds = rows.getDouble(1);
            return rows.wasNull()
                    ? Optional.empty()
                    : Optional.of(Instant.ofEpochMilli((long) Math.floor(seconds * 1e3)));
        });
    }

    private interface Answer<T> {
        T read(ResultSet rows) throws SQLException;
    }

    private <T> T asked(String sql, Answer<T> answer) throws SourceException {
        try (Connection connection = login.readOnly()) {
            return DriverCall.of(() -> asked(connection, sql, answer));
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private static <T> T asked(Connection connection, String sql, Answer<T> answer) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return answer.read(rows);
        }
    }

    @Override
    public OptionalLong size() throws IOException {
        return asked("SELECT count(*) FROM " + relation + where(), rows -> {
            rows.next();
            return OptionalLong.of(rows.getLong(1));
        });
    }

    @Override
    public String description() {
        return name + window.map(w -> " from " + w).orElse("");
    }

    @Override
    public List<Column> columns() throws IOException {
        return asked(schemaSql(), PostgresSource::typed).stream()
                .map(typed -> new Column(typed.name(), type(typed.wire())))
                .toList();
    }

    private record Typed(String name, CopyDecoder.Wire wire, String cast) {}

    private String schemaSql() {
        return "SELECT * FROM " + relation + " LIMIT 0";
    }

    private static List<Typed> typed(ResultSet rows) throws SQLException {
        ResultSetMetaData meta = rows.getMetaData();
        List<Typed> columns = new ArrayList<>();
        for (int i = 1; i <= meta.getColumnCount(); i++) {
            columns.add(typed(meta.getColumnName(i), meta.getColumnTypeName(i)));
        }
        return columns;
    }

    private static Typed typed(String name, String type) {
        return switch (type.toLowerCase(Locale.ROOT)) {
            case "int2", "smallserial" -> new Typed(name, CopyDecoder.Wire.INT2, "");
            case "int4", "serial" -> new Typed(name, CopyDecoder.Wire.INT4, "");
            case "int8", "bigserial" -> new Typed(name, CopyDecoder.Wire.INT8, "");
            case "float4" -> new Typed(name, CopyDecoder.Wire.FLOAT4, "");
            case "float8" -> new Typed(name, CopyDecoder.Wire.FLOAT8, "");
            case "numeric", "money" -> new Typed(name, CopyDecoder.Wire.FLOAT8, "::numeric::float8");
            case "bool" -> new Typed(name, CopyDecoder.Wire.BOOL, "");
            case "timestamp", "timestamptz" -> new Typed(name, CopyDecoder.Wire.TIMESTAMP, "");
            case "date" -> new Typed(name, CopyDecoder.Wire.TIMESTAMP, "::timestamp");
            case "_float4" -> new Typed(name, CopyDecoder.Wire.FLOAT4_ARRAY, "");
            case "_float8" -> new Typed(name, CopyDecoder.Wire.FLOAT8_ARRAY, "");
            case "text", "varchar" -> new Typed(name, CopyDecoder.Wire.TEXT, "");
            default -> new Typed(name, CopyDecoder.Wire.TEXT, "::text");
        };
    }

    private static ColumnType type(CopyDecoder.Wire wire) {
        return switch (wire) {
            case INT2, INT4, INT8, FLOAT4, FLOAT8 -> ColumnType.NUMBER;
            case BOOL -> ColumnType.BOOLEAN;
            case TIMESTAMP -> ColumnType.TIMESTAMP;
            case TEXT -> ColumnType.TEXT;
            case FLOAT4_ARRAY, FLOAT8_ARRAY -> ColumnType.VECTOR;
        };
    }

    @Override
    public Result read(List<String> wanted, Budget budget, Sink sink) throws IOException {
        try (Connection connection = login.readOnly()) {
            connection.setAutoCommit(false);
            List<Typed> all = DriverCall.of(() -> asked(connection, schemaSql(), PostgresSource::typed));
            List<Typed> chosen = new ArrayList<>();
            for (String column : Batch.withKey(wanted, budget)) {
                chosen.add(all.stream()
                        .filter(c -> c.name().equals(column))
                        .findFirst()
                        .orElseThrow(() -> new SourceException(description() + " has no column " + column)));
            }
            CopyOut copy = DriverCall.of(
                    () -> connection.unwrap(PGConnection.class).getCopyAPI().copyOut(copySql(chosen)));
            return read(copy, chosen, budget, sink);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private Result read(CopyOut copy, List<Typed> chosen, Budget budget, Sink sink) throws SQLException, IOException {
        CopyDecoder decoder = new CopyDecoder(chosen.stream().map(Typed::wire).toList());
        Batch batch = new Batch(
                chosen.stream()
                        .map(c -> new ColumnData(c.name(), type(c.wire()), Batch.capacity(chosen.size())))
                        .toList(),
                budget);
        long seen = 0;
        long bytes = 0;
        boolean ended = true;
        byte[] chunk;
        while ((chunk = DriverCall.of(copy::readFromCopy)) != null) {
            bytes += chunk.length;
            decoder.feed(chunk);
            while (decoder.next(batch, budget.keeps(seen))) {
                seen++;
                batch.pass(sink, false);
            }
            if (batch.kept() >= budget.maxRows() || bytes > budget.maxBytes()) {
                copy.cancelCopy();
                ended = false;
                break;
            }
        }
        batch.pass(sink, true);
        return new Result(batch.kept(), bytes, ended, budget.share());
    }

    private String copySql(List<Typed> chosen) {
        String columns = chosen.stream().map(c -> quoted(c.name()) + c.cast()).collect(Collectors.joining(", "));
        return "COPY (SELECT " + columns + " FROM " + relation + where() + ") TO STDOUT (FORMAT BINARY)";
    }

    private String where() {
        if (window.isEmpty() || timeColumn.isEmpty()) {
            return "";
        }
        return " WHERE %1$s >= '%2$s' AND %1$s < '%3$s'"
                .formatted(
                        quoted(timeColumn.get()),
                        window.get().start(),
                        window.get().end());
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** Class 28 is a login that is refused, 42501 a table. */
    private SourceException failed(SQLException e) {
        String message = description() + " cannot be read: "
                + String.valueOf(e.getMessage()).lines().findFirst().orElse("unknown reason");
        String state = String.valueOf(e.getSQLState());
        return state.startsWith("28") || state.equals("42501")
                ? SourceException.denied(message, e)
                : new SourceException(message, e);
    }
}

package dev.slipway.driftjob.read;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;

/** A table or view of PostgreSQL, read by COPY in binary form, in a read-only transaction. */
public final class PostgresSource implements Source {
    private static final String TABLE = "[A-Za-z_][A-Za-z0-9_$]*(\\.[A-Za-z_][A-Za-z0-9_$]*)?";

    private final String url;
    private final Properties properties;
    private final String table;
    private final @Nullable Window window;

    /** Rows whose time is from start on and before end. */
    public record Window(String timeColumn, Instant start, Instant end) {}

    public PostgresSource(String url, String username, String password, String table, @Nullable Window window)
            throws SourceException {
        if (!table.matches(TABLE)) {
            throw new SourceException("the table \"" + table + "\" is no name such as fraud or public.fraud");
        }
        this.url = url;
        this.properties = new Properties();
        properties.setProperty("user", username);
        properties.setProperty("password", password);
        properties.setProperty("readOnly", "true");
        properties.setProperty("ApplicationName", "slipway-drift-job");
        properties.setProperty("connectTimeout", "15");
        this.table = table;
        this.window = window;
    }

    @Override
    public String description() {
        return "postgres " + table + (window == null ? "" : " from " + window.start() + " to " + window.end());
    }

    @Override
    public List<Column> columns() throws IOException {
        try (Connection connection = connect()) {
            List<Column> columns = new ArrayList<>();
            for (Typed typed : typed(connection)) {
                columns.add(new Column(typed.name(), type(typed.wire())));
            }
            return columns;
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private record Typed(String name, CopyDecoder.Wire wire, String cast) {}

    private List<Typed> typed(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT * FROM " + quotedTable() + " LIMIT 0")) {
            ResultSetMetaData meta = rows.getMetaData();
            List<Typed> columns = new ArrayList<>();
            for (int i = 1; i <= meta.getColumnCount(); i++) {
                columns.add(typed(meta.getColumnName(i), meta.getColumnTypeName(i)));
            }
            return columns;
        }
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
        };
    }

    @Override
    public Result read(List<String> wanted, Budget budget, Sink sink) throws IOException {
        try (Connection connection = connect()) {
            connection.setAutoCommit(false);
            List<Typed> all = typed(connection);
            List<Typed> chosen = new ArrayList<>();
            for (String name : wanted) {
                chosen.add(all.stream()
                        .filter(c -> c.name().equals(name))
                        .findFirst()
                        .orElseThrow(() -> new SourceException(description() + " has no column " + name)));
            }
            CopyOut copy = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(copySql(chosen));
            return read(copy, chosen, budget, sink);
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private Result read(CopyOut copy, List<Typed> chosen, Budget budget, Sink sink) throws SQLException, IOException {
        CopyDecoder decoder = new CopyDecoder(chosen.stream().map(Typed::wire).toList());
        Batch batch = new Batch(chosen.stream()
                .map(c -> new ColumnData(c.name(), type(c.wire())))
                .toList());
        long seen = 0;
        long kept = 0;
        long bytes = 0;
        byte[] chunk;
        while ((chunk = copy.readFromCopy()) != null) {
            bytes += chunk.length;
            decoder.feed(chunk);
            boolean keep = budget.keeps(seen);
            while (decoder.next(batch, keep)) {
                seen++;
                kept += keep ? 1 : 0;
                keep = budget.keeps(seen);
                if (batch.full()) {
                    sink.accept(batch);
                    batch.setRows(0);
                }
            }
            if (kept >= budget.maxRows() || bytes > budget.maxBytes()) {
                copy.cancelCopy();
                break;
            }
        }
        if (batch.rows() > 0) {
            sink.accept(batch);
        }
        return new Result(kept, bytes, decoder.ended(), budget.share());
    }

    private String copySql(List<Typed> chosen) {
        String columns = chosen.stream().map(c -> quoted(c.name()) + c.cast()).collect(Collectors.joining(", "));
        String where = window == null
                ? ""
                : " WHERE %1$s >= '%2$s' AND %1$s < '%3$s'"
                        .formatted(quoted(window.timeColumn()), window.start(), window.end());
        return "COPY (SELECT " + columns + " FROM " + quotedTable() + where + ") TO STDOUT (FORMAT BINARY)";
    }

    private String quotedTable() {
        return Arrays.stream(table.split("\\.", 2)).map(PostgresSource::quoted).collect(Collectors.joining("."));
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(url, properties);
    }

    private SourceException failed(SQLException e) {
        return new SourceException(description() + " cannot be read: "
                + String.valueOf(e.getMessage()).lines().findFirst().orElse("unknown reason"));
    }
}

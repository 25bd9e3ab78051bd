package dev.slipway.driftjob.store;

import dev.slipway.driftjob.read.DriverCall;
import dev.slipway.driftjob.read.PostgresLogin;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A table of names and bytes, made where it is missing. One connection a call: a run makes a few dozen. */
public final class PostgresFiles implements NamedFiles {
    private static final String TABLE = "[A-Za-z_][A-Za-z0-9_$]*(\\.[A-Za-z_][A-Za-z0-9_$]*)?";

    private final PostgresLogin login;
    private final String table;
    private final String quoted;
    private boolean made;

    public PostgresFiles(PostgresLogin login, String table) throws IOException {
        if (!table.matches(TABLE)) {
            throw new IOException("the table \"" + table + "\" is no name such as drift or public.drift");
        }
        this.login = login;
        this.table = table;
        this.quoted =
                Arrays.stream(table.split("\\.", 2)).map(n -> '"' + n + '"').collect(Collectors.joining("."));
    }

    private interface Work<T> {
        T with(PreparedStatement statement) throws SQLException;
    }

    private <T> T execute(String sql, Work<T> work) throws IOException {
        try (Connection connection = login.connect()) {
            return DriverCall.of(() -> {
                make(connection);
                try (PreparedStatement statement = connection.prepareStatement(sql)) {
                    return work.with(statement);
                }
            });
        } catch (SQLException e) {
            throw new IOException(
                    "the table " + table + " cannot be used: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse("unknown reason"),
                    e);
        }
    }

    /** Looks first: to make a table that is there already needs a right of the schema all the same. */
    private void make(Connection connection) throws SQLException {
        if (made) {
            return;
        }
        if (!there(connection)) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("CREATE TABLE IF NOT EXISTS " + quoted
                        + " (name text COLLATE \"C\" PRIMARY KEY, content bytea NOT NULL,"
                        + " written timestamptz NOT NULL DEFAULT now())");
            } catch (SQLException e) {
                // Another run made it in this moment.
                if (!there(connection)) {
                    throw e;
                }
            }
        }
        made = true;
    }

    private boolean there(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT to_regclass(?) IS NOT NULL")) {
            statement.setString(1, quoted);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() && rows.getBoolean(1);
            }
        }
    }

    @Override
    public Optional<byte[]> get(String name) throws IOException {
        return execute("SELECT content FROM " + quoted + " WHERE name = ?", statement -> {
            statement.setString(1, name);
            try (ResultSet rows = statement.executeQuery()) {
                return rows.next() ? Optional.of(rows.getBytes(1)) : Optional.empty();
            }
        });
    }

    @Override
    public void put(String name, byte[] bytes) throws IOException {
        execute(
                "INSERT INTO " + quoted + " (name, content) VALUES (?, ?)"
                        + " ON CONFLICT (name) DO UPDATE SET content = excluded.content, written = now()",
                statement -> {
                    statement.setString(1, name);
                    statement.setBytes(2, bytes);
                    return statement.executeUpdate();
                });
    }

    @Override
    public List<String> list(String prefix) throws IOException {
        return execute("SELECT name FROM " + quoted + " WHERE starts_with(name, ?) ORDER BY name", statement -> {
            statement.setString(1, prefix);
            try (ResultSet rows = statement.executeQuery()) {
                List<String> names = new ArrayList<>();
                while (rows.next()) {
                    names.add(rows.getString(1));
                }
                return names;
            }
        });
    }

    @Override
    public void delete(String name) throws IOException {
        execute("DELETE FROM " + quoted + " WHERE name = ?", statement -> {
            statement.setString(1, name);
            return statement.executeUpdate();
        });
    }

    @Override
    public String address(String name) {
        return "postgres " + table + " " + name;
    }
}

package dev.slipway.modelserver.predictionlog;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A real PostgreSQL of this test run. */
final class Postgres implements AutoCloseable {
    private static @Nullable Postgres shared;

    private final EmbeddedPostgres server;

    private Postgres(EmbeddedPostgres server) {
        this.server = server;
    }

    /** The one that most tests share; each has tables of its own. */
    static synchronized Postgres shared() {
        Postgres running = shared;
        if (running == null) {
            running = own();
            shared = running;
        }
        return running;
    }

    /** One to stop, kill and fill. */
    static Postgres own() {
        try {
            return new Postgres(EmbeddedPostgres.builder()
                    .setServerConfig("fsync", "off")
                    .setServerConfig("max_connections", "50")
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return server.getPort();
    }

    Connection connect() throws SQLException {
        return server.getPostgresDatabase().getConnection();
    }

    /** A mounted Secret. */
    Path secret(Path directory) {
        return secret(directory, port(), "postgres", "");
    }

    static Path secret(Path directory, int port, String user, String password) {
        try {
            Files.createDirectories(directory);
            Files.writeString(directory.resolve("host"), "127.0.0.1\n");
            Files.writeString(directory.resolve("port"), String.valueOf(port));
            Files.writeString(directory.resolve("database"), "postgres");
            Files.writeString(directory.resolve("username"), user);
            Files.writeString(directory.resolve("password"), password);
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Rows as texts, by column. */
    List<Map<String, @Nullable String>> rows(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<Map<String, @Nullable String>> rows = new ArrayList<>();
            while (result.next()) {
                Map<String, @Nullable String> row = new LinkedHashMap<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.put(result.getMetaData().getColumnName(i), result.getString(i));
                }
                rows.add(row);
            }
            return rows;
        }
    }

    long number(String sql) throws SQLException {
        return Long.parseLong(
                String.valueOf(rows(sql).getFirst().values().iterator().next()));
    }

    /** The process that accepts connections. */
    ProcessHandle process() throws SQLException {
        String data = String.valueOf(
                rows("SHOW data_directory").getFirst().values().iterator().next());
        try {
            long pid = Long.parseLong(
                    Files.readAllLines(Path.of(data, "postmaster.pid")).getFirst());
            return ProcessHandle.of(pid).orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

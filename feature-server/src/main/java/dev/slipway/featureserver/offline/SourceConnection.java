package dev.slipway.featureserver.offline;

import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.socket.WatchfulSocketFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.Properties;

/** Connects to the offline store with the files of a mounted Secret: host, port, database, username, password. */
public final class SourceConnection {
    private SourceConnection() {}

    /** A connection whose one transaction sees one state of the database, in UTC. */
    public static Connection open(Path credentials) throws FailureException {
        if (!Files.isDirectory(credentials)) {
            throw new FailureException(
                    CommonReason.ReferenceNotFound,
                    "The credentials of PostgreSQL are not at %s.".formatted(credentials));
        }
        String host = needed(credentials, "host");
        String port = read(credentials, "port").orElse("5432");
        String database = needed(credentials, "database");
        Properties properties = new Properties();
        properties.setProperty("user", needed(credentials, "username"));
        read(credentials, "password").ifPresent(password -> properties.setProperty("password", password));
        read(credentials, "sslmode").ifPresent(mode -> properties.setProperty("sslmode", mode));
        properties.setProperty("ApplicationName", "slipway-feature-server");
        properties.setProperty("connectTimeout", "5");
        WatchfulSocketFactory.into(properties);
        String url = "jdbc:postgresql://%s:%s/%s".formatted(host, port, database);
        try {
            Connection connection = DriverManager.getConnection(url, properties);
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            try (Statement statement = connection.createStatement()) {
                statement.execute("SET TIME ZONE 'UTC'");
            }
            connection.commit();
            return connection;
        } catch (SQLException e) {
            throw SourceFailure.of(e, "%s:%s/%s".formatted(host, port, database));
        }
    }

    /** Another connection whose transaction sees what the one of this snapshot sees. */
    public static Connection open(Path credentials, String snapshot) throws FailureException {
        Connection connection = open(credentials);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET TRANSACTION SNAPSHOT '" + snapshot + "'");
            return connection;
        } catch (SQLException e) {
            throw SourceFailure.of(e, "the snapshot of another connection");
        }
    }

    /** What the transaction of a connection sees, for others to see the same while it lasts. */
    public static String snapshot(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT pg_export_snapshot()")) {
            row.next();
            return row.getString(1);
        }
    }

    private static String needed(Path directory, String key) throws FailureException {
        return read(directory, key)
                .orElseThrow(() -> new FailureException(
                        CommonReason.InvalidSecret,
                        "The Secret of PostgreSQL lacks the key '%s'; it needs host, database, username and password."
                                .formatted(key)));
    }

    private static Optional<String> read(Path directory, String key) throws FailureException {
        Path file = directory.resolve(key);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            String text = Files.readString(file).strip();
            return text.isEmpty() ? Optional.empty() : Optional.of(text);
        } catch (IOException e) {
            throw new FailureException(
                    CommonReason.InvalidSecret, "The Secret's key '%s' cannot be read.".formatted(key), e);
        }
    }
}

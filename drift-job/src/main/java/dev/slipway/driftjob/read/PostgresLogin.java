package dev.slipway.driftjob.read;

import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;

/**
 * How to reach a database, from the files of a mounted Secret: {@code host}, {@code port}, {@code database},
 * {@code username}, {@code password}, {@code sslmode}, {@code ca.crt}; or {@code url} as libpq writes it. The password is
 * in no message and in no text form.
 */
public final class PostgresLogin {
    private static final String EXPECTED = "host, database, username and password, or url";

    private final String url;
    private final Properties properties;

    private PostgresLogin(String url, Properties properties) {
        this.url = url;
        this.properties = properties;
    }

    /** A login by JDBC's own URL. */
    public static PostgresLogin of(String jdbcUrl, String username, String password) {
        Properties properties = new Properties();
        properties.setProperty("user", username);
        properties.setProperty("password", password);
        return new PostgresLogin(jdbcUrl, properties);
    }

    /** Refuses a folder that is missing or does not hold what is needed. */
    public static PostgresLogin read(Path secret) throws IOException, FailureException {
        if (!Files.isDirectory(secret)) {
            throw new FailureException(
                    CommonReason.ReferenceNotFound, "The Secret %s is not mounted.".formatted(secret));
        }
        Optional<String> url = key(secret, "url");
        Properties properties = new Properties();
        key(secret, "sslmode").ifPresent(mode -> properties.setProperty("sslmode", mode));
        if (Files.exists(secret.resolve("ca.crt"))) {
            properties.setProperty("sslrootcert", secret.resolve("ca.crt").toString());
        }
        if (url.isPresent()) {
            return ofUrl(url.get(), secret, properties);
        }
        properties.setProperty("user", needed(secret, "username"));
        properties.setProperty("password", needed(secret, "password"));
        String port = key(secret, "port").orElse("5432");
        if (!port.matches("[0-9]{1,5}")) {
            throw new FailureException(
                    CommonReason.InvalidSecret, "The Secret %s: port is no number.".formatted(secret));
        }
        return new PostgresLogin(
                "jdbc:postgresql://" + needed(secret, "host") + ":" + port + "/" + needed(secret, "database"),
                properties);
    }

    private static PostgresLogin ofUrl(String text, Path secret, Properties properties) throws FailureException {
        try {
            URI uri = URI.create(text.strip());
            String[] user = uri.getRawUserInfo() == null
                    ? new String[0]
                    : uri.getRawUserInfo().split(":", 2);
            if (("postgresql".equals(uri.getScheme()) || "postgres".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && user.length == 2) {
                properties.setProperty("user", URLDecoder.decode(user[0], StandardCharsets.UTF_8));
                properties.setProperty("password", URLDecoder.decode(user[1], StandardCharsets.UTF_8));
                String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
                String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
                return new PostgresLogin(
                        "jdbc:postgresql://" + uri.getHost() + port + uri.getRawPath() + query, properties);
            }
        } catch (IllegalArgumentException e) {
            // The message would quote the URL, which holds the password.
        }
        throw new FailureException(
                CommonReason.InvalidSecret,
                "The Secret %s: url is not postgresql://user:password@host:port/database.".formatted(secret));
    }

    private static Optional<String> key(Path secret, String key) throws IOException {
        try {
            return Optional.of(Files.readString(secret.resolve(key)).strip()).filter(v -> !v.isEmpty());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static String needed(Path secret, String key) throws IOException, FailureException {
        return key(secret, key)
                .orElseThrow(() -> new FailureException(
                        CommonReason.InvalidSecret,
                        "The Secret %s lacks %s; it needs %s.".formatted(secret, key, EXPECTED)));
    }

    /** A connection in whose transactions nothing can be written. */
    Connection readOnly() throws SQLException {
        Properties all = new Properties();
        all.putAll(properties);
        all.setProperty("readOnly", "true");
        return connect(all);
    }

    /** A connection that may write. */
    public Connection connect() throws SQLException {
        Properties all = new Properties();
        all.putAll(properties);
        return connect(all);
    }

    private Connection connect(Properties all) throws SQLException {
        all.setProperty("ApplicationName", "slipway-drift-job");
        all.setProperty("connectTimeout", "15");
        all.setProperty("tcpKeepAlive", "true");
        return DriverManager.getConnection(url, all);
    }
}

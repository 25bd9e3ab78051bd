package dev.slipway.driftjob.read;

import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.secret.MountedSecret;
import dev.slipway.workload.socket.WatchfulSocketFactory;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
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

    /** Refuses a Secret that does not exist or does not hold what is needed; its folder bears its name. */
    public static PostgresLogin read(Path folder) throws FailureException {
        String name = String.valueOf(folder.getFileName());
        MountedSecret secret = MountedSecret.open(folder, name, EXPECTED);
        Properties properties = new Properties();
        secret.optional("sslmode").ifPresent(mode -> properties.setProperty("sslmode", mode));
        if (secret.has("ca.crt")) {
            properties.setProperty("sslrootcert", folder.resolve("ca.crt").toString());
        }
        if (secret.has("url")) {
            return ofUrl(secret.value("url"), name, properties);
        }
        properties.setProperty("user", needed(secret, "username"));
        properties.setProperty("password", needed(secret, "password"));
        String port = secret.optional("port").orElse("5432");
        if (!port.matches("[0-9]{1,5}")) {
            throw new FailureException(CommonReason.InvalidSecret, "The Secret %s: port is no number.".formatted(name));
        }
        return new PostgresLogin(
                "jdbc:postgresql://" + needed(secret, "host") + ":" + port + "/" + needed(secret, "database"),
                properties);
    }

    private static String needed(MountedSecret secret, String key) throws FailureException {
        if (!secret.has(key)) {
            throw secret.lacks(EXPECTED);
        }
        return secret.value(key);
    }

    private static PostgresLogin ofUrl(String text, String secret, Properties properties) throws FailureException {
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
        WatchfulSocketFactory.into(all);
        return DriverCall.of(() -> DriverManager.getConnection(url, all));
    }
}

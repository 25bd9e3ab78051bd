package dev.slipway.modelserver.predictionlog;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How to reach the database, read anew for each connection from the files of a mounted Secret, so that a rotated password
 * needs no restart. No value ever enters a message.
 */
final class DatabaseCredentials {
    private static final Set<String> SSL_MODES =
            Set.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");

    private final String jdbcUrl;
    private final Properties properties;

    private DatabaseCredentials(String jdbcUrl, Properties properties) {
        this.jdbcUrl = jdbcUrl;
        this.properties = properties;
    }

    /** Reads the files; a message of the exception names the key, never the value. */
    static DatabaseCredentials read(Path directory) throws SQLException {
        Map<String, String> values = new HashMap<>();
        for (String key : new String[] {"url", "host", "port", "database", "username", "password", "sslmode"}) {
            String value = file(directory, key);
            if (value != null) {
                values.put(key, value);
            }
        }
        if (values.containsKey("url")) {
            parse(values);
        }
        return of(directory, values);
    }

    private static DatabaseCredentials of(Path directory, Map<String, String> values) throws SQLException {
        String host = required(values, "host");
        String database = required(values, "database");
        String port = values.getOrDefault("port", "5432");
        if (!port.matches("[0-9]{1,5}") || !host.matches("[A-Za-z0-9._:\\[\\]-]+")) {
            throw invalid("The Secret's host or port is no host name or number.");
        }
        Properties properties = new Properties();
        properties.setProperty("user", required(values, "username"));
        properties.setProperty("password", values.getOrDefault("password", ""));
        String sslMode = values.getOrDefault("sslmode", "prefer");
        if (!SSL_MODES.contains(sslMode)) {
            throw invalid("The Secret's sslmode is none of "
                    + SSL_MODES.stream().sorted().toList() + ".");
        }
        properties.setProperty("sslmode", sslMode);
        if (Files.exists(directory.resolve("ca.crt"))) {
            properties.setProperty("sslrootcert", directory.resolve("ca.crt").toString());
        }
        String bracketed = host.contains(":") && !host.startsWith("[") ? "[" + host + "]" : host;
        return new DatabaseCredentials(
                "jdbc:postgresql://" + bracketed + ":" + port + "/"
                        + URLEncoder.encode(database, StandardCharsets.UTF_8),
                properties);
    }

    /** {@code postgresql://user:password@host:port/database?sslmode=require}, as libpq and most clients take it. */
    private static void parse(Map<String, String> values) throws SQLException {
        try {
            String text = values.getOrDefault("url", "");
            URI url = new URI(text.startsWith("jdbc:") ? text.substring("jdbc:".length()) : text);
            boolean known = "postgresql".equals(url.getScheme()) || "postgres".equals(url.getScheme());
            if (!known
                    || url.getHost() == null
                    || url.getPath() == null
                    || url.getPath().length() < 2) {
                throw invalid("The Secret's url must be postgresql://user:password@host:port/database.");
            }
            values.put("host", url.getHost());
            values.put("database", url.getPath().substring(1));
            if (url.getPort() > 0) {
                values.put("port", String.valueOf(url.getPort()));
            }
            String user = url.getRawUserInfo();
            if (user != null) {
                String[] parts = user.split(":", 2);
                values.put("username", decode(parts[0]));
                values.put("password", parts.length > 1 ? decode(parts[1]) : values.getOrDefault("password", ""));
            }
            for (String pair : url.getRawQuery() == null
                    ? new String[0]
                    : url.getRawQuery().split("&")) {
                String[] parts = pair.split("=", 2);
                String key = parts[0].equals("user") ? "username" : parts[0];
                if (parts.length == 2
                        && Set.of("username", "password", "sslmode").contains(key)) {
                    values.put(key, decode(parts[1]));
                }
            }
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw invalid("The Secret's url must be postgresql://user:password@host:port/database.");
        }
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static String required(Map<String, String> values, String key) throws SQLException {
        String value = values.get(key);
        if (value == null || value.isEmpty()) {
            throw invalid("The Secret lacks the key " + key + "; it needs url, or host, database and username.");
        }
        return value;
    }

    private static @Nullable String file(Path directory, String key) throws SQLException {
        try {
            Path file = directory.resolve(key);
            // Editors and shells end a file with a line break, which no value has.
            return Files.exists(file) ? Files.readString(file).replaceFirst("[\r\n]+$", "") : null;
        } catch (IOException e) {
            throw invalid("The Secret's key " + key + " cannot be read as text.");
        }
    }

    /** Without a cause: a cause could carry the value. */
    private static SQLException invalid(String message) {
        return new SQLException(message);
    }

    String jdbcUrl() {
        return jdbcUrl;
    }

    Properties properties() {
        Properties copy = new Properties();
        copy.putAll(properties);
        return copy;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DatabaseCredentials credentials
                && credentials.jdbcUrl.equals(jdbcUrl)
                && credentials.properties.equals(properties);
    }

    @Override
    public int hashCode() {
        return jdbcUrl.hashCode();
    }

    @Override
    public String toString() {
        return "credentials";
    }
}

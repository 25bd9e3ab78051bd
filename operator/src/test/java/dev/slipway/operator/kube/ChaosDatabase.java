package dev.slipway.operator.kube;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Objects;

/** PostgreSQL with data that has drifted, and rows to judge candidates on. */
final class ChaosDatabase implements AutoCloseable {
    private final EmbeddedPostgres postgres = EmbeddedPostgres.start();

    ChaosDatabase() throws IOException, SQLException {
        execute("""
                SELECT setseed(0.5);
                CREATE FUNCTION gauss() RETURNS float8 LANGUAGE sql AS
                  'SELECT sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random())';
                CREATE TABLE training AS SELECT gauss() AS amount, gauss() AS age FROM generate_series(1, 1000);
                CREATE TABLE now AS SELECT gauss() + 1 AS amount, gauss() AS age, now() AS at FROM generate_series(1, 1000);
                CREATE TABLE holdout AS SELECT amount, age, (random() < 1 / (1 + exp(-2 * (amount + age))))::int AS y
                  FROM (SELECT gauss() AS amount, gauss() AS age FROM generate_series(1, 800)) s""");
    }

    private void execute(String sql) throws SQLException {
        try (var connection = postgres.getPostgresDatabase().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    int port() {
        return postgres.getPort();
    }

    /** What every connection meets when an administrator restarts PostgreSQL. */
    void endConnections() throws SQLException {
        execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'slipway-drift-job'");
    }

    /** A folder of mounted Secrets with one that leads to this port. */
    static Path secrets(Path folder, int port) throws IOException {
        var place = Files.createTempDirectory(folder, "secrets").resolve("pg");
        SecretFiles.write(place, SecretFiles.postgres(port));
        return Objects.requireNonNull(place.getParent());
    }

    @Override
    public void close() throws IOException {
        postgres.close();
    }
}

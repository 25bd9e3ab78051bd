package dev.slipway.featureserver.export;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import org.postgresql.PGConnection;

/** An embedded PostgreSQL, its credentials as files, and rows by COPY. */
final class OfflineData implements AutoCloseable {
    private final EmbeddedPostgres postgres;
    private final Path credentials;

    OfflineData(Path directory) throws Exception {
        postgres = EmbeddedPostgres.builder().start();
        credentials = directory;
        Files.writeString(directory.resolve("host"), "localhost");
        Files.writeString(directory.resolve("port"), String.valueOf(postgres.getPort()));
        Files.writeString(directory.resolve("database"), "postgres");
        Files.writeString(directory.resolve("username"), "postgres");
    }

    Path credentials() {
        return credentials;
    }

    Connection connect() throws Exception {
        return postgres.getPostgresDatabase().getConnection();
    }

    void sql(String statement) throws Exception {
        try (Connection connection = connect();
                Statement running = connection.createStatement()) {
            running.execute("SET TIME ZONE 'UTC'; " + statement);
        }
    }

    /** Lines of COPY's text form. */
    void copy(String target, String lines) throws Exception {
        try (Connection connection = connect();
                Statement running = connection.createStatement()) {
            running.execute("SET TIME ZONE 'UTC'");
            connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("COPY " + target + " FROM STDIN", new StringReader(lines));
        }
    }

    @Override
    public void close() throws IOException {
        postgres.close();
    }
}

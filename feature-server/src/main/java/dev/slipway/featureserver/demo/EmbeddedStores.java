package dev.slipway.featureserver.demo;

import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.jboss.logging.Logger;
import redis.embedded.RedisServer;

/** A real PostgreSQL and a real Redis of this process's own, unpacked from the jar, on free ports of this machine alone. */
public final class EmbeddedStores implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(EmbeddedStores.class);

    private final EmbeddedPostgres postgres;
    private final RedisServer redis;
    private final int redisPort;

    private EmbeddedStores(EmbeddedPostgres postgres, RedisServer redis, int redisPort) {
        this.postgres = postgres;
        this.redis = redis;
        this.redisPort = redisPort;
    }

    /** Starts both. */
    public static EmbeddedStores start() throws FailureException {
        EmbeddedPostgres postgres;
        try {
            postgres = EmbeddedPostgres.builder().start();
        } catch (IOException | IllegalStateException e) {
            throw unusable("PostgreSQL", e);
        }
        try {
            int port = freePort();
            RedisServer redis = RedisServer.newRedisServer()
                    .port(port)
                    .setting("bind 127.0.0.1")
                    .setting("save \"\"")
                    .build();
            redis.start();
            return new EmbeddedStores(postgres, redis, port);
        } catch (IOException | RuntimeException e) {
            close(postgres);
            throw unusable("Redis", e);
        }
    }

    /** Where PostgreSQL listens. */
    public int postgresPort() {
        return postgres.getPort();
    }

    /** Where Redis listens. */
    public int redisPort() {
        return redisPort;
    }

    /** Runs statements in PostgreSQL. */
    public void sql(String statements) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(statements);
        }
    }

    /** A folder as a mounted Secret of this PostgreSQL is one. */
    public Path secret(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("host"), "localhost");
        Files.writeString(folder.resolve("port"), String.valueOf(postgres.getPort()));
        Files.writeString(folder.resolve("database"), "postgres");
        Files.writeString(folder.resolve("username"), "postgres");
        return folder;
    }

    @Override
    public void close() {
        try {
            redis.stop();
        } catch (IOException e) {
            LOG.warn("the embedded Redis did not stop", e);
        }
        close(postgres);
    }

    private static void close(EmbeddedPostgres postgres) {
        try {
            postgres.close();
        } catch (IOException e) {
            LOG.warn("the embedded PostgreSQL did not stop", e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static FailureException unusable(String store, Exception e) {
        return new FailureException(
                CommonReason.InvalidConfig,
                "The embedded %s cannot run here (%s). The jar brings it for Linux on x86-64; elsewhere start one yourself, and serve with a configuration."
                        .formatted(store, e.getMessage()),
                e);
    }
}

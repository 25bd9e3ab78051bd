package dev.slipway.featureserver.offline;

import dev.slipway.workload.failure.FailureException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;

/** Connections that wait for their next use, by the Secret that opened them. */
final class IdleConnections implements AutoCloseable {
    private static final int MOST = 4;
    private static final int PROBE_SECONDS = 2;

    private final Map<Path, BlockingQueue<Connection>> idle = new ConcurrentHashMap<>();

    /** One that answers. */
    Connection take(Path credentials) throws FailureException, SQLException {
        BlockingQueue<Connection> waiting = queue(credentials);
        for (Connection next = waiting.poll(); next != null; next = waiting.poll()) {
            if (next.isValid(PROBE_SECONDS)) {
                next.rollback();
                return next;
            }
            drop(next);
        }
        return SourceConnection.open(credentials);
    }

    void give(Path credentials, Connection connection) {
        if (!queue(credentials).offer(connection)) {
            drop(connection);
        }
    }

    static void drop(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            // It is of no use anyhow.
        }
    }

    private BlockingQueue<Connection> queue(Path credentials) {
        return idle.computeIfAbsent(credentials, unseen -> new ArrayBlockingQueue<>(MOST));
    }

    @Override
    public void close() {
        idle.values().forEach(waiting -> waiting.forEach(IdleConnections::drop));
        idle.clear();
    }
}

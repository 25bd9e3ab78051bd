package dev.slipway.modelserver.predictionlog;

import java.time.Duration;

/**
 * How fast the writer works and how long it waits for the database.
 *
 * @param flush rows are written at the latest after this
 * @param batchBytes rows of one transaction, at most about this many bytes
 * @param connect limit of connecting
 * @param answer limit of the database's silence within a statement
 * @param firstRetry wait after a first failure; doubled with each further one
 * @param longestRetry the longest wait
 * @param upkeep how often partitions are made and dropped and the credentials are compared
 */
public record WriterPace(
        Duration flush,
        long batchBytes,
        Duration connect,
        Duration answer,
        Duration firstRetry,
        Duration longestRetry,
        Duration upkeep) {
    /** One second, one MiB; a retry after 100 ms to 15 s; upkeep every minute. */
    public static final WriterPace DEFAULT = new WriterPace(
            Duration.ofSeconds(1),
            1 << 20,
            Duration.ofSeconds(5),
            Duration.ofSeconds(20),
            Duration.ofMillis(100),
            Duration.ofSeconds(15),
            Duration.ofMinutes(1));
}

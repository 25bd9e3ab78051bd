package dev.slipway.modelserver.predictionlog;

import dev.slipway.modelserver.config.PredictionLogConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Where predictions are recorded, which of them, and how much memory may wait.
 *
 * @param credentials directory of a Secret with url, or host, port, database, username, password, sslmode
 * @param table the table
 * @param sampleRate share of requests, 0 to 1
 * @param retention days older than this are dropped
 * @param maxBufferBytes memory for what waits
 * @param mask names of columns, features or inputs that are written as null
 * @param arm what the column {@code arm} says where a request does not
 */
public record LogSettings(
        Path credentials,
        TableName table,
        double sampleRate,
        Duration retention,
        long maxBufferBytes,
        List<String> mask,
        String arm) {
    /** Copies the list. */
    public LogSettings {
        mask = List.copyOf(mask);
    }

    /** From the configuration. */
    public static LogSettings of(PredictionLogConfig config) {
        return new LogSettings(
                Path.of(config.credentialsDirectory()),
                TableName.parse(config.table()),
                config.sampleRate(),
                config.retention(),
                config.maxBufferBytes(),
                config.mask(),
                config.arm());
    }
}

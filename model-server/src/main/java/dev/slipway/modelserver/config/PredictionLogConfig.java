package dev.slipway.modelserver.config;

import dev.slipway.workload.config.ConfigNode;
import dev.slipway.workload.failure.FailureException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where answers are recorded.
 *
 * @param secretName the Secret's name, for messages only
 * @param credentialsDirectory where that Secret is mounted
 * @param table {@code table} or {@code schema.table}
 * @param sampleRate share of requests, 0 to 1
 * @param retention days older than this are dropped
 * @param maxBufferBytes memory for rows that wait
 * @param mask columns that are written as null
 * @param arm what the column {@code arm} says where a request does not
 */
public record PredictionLogConfig(
        String secretName,
        String credentialsDirectory,
        String table,
        double sampleRate,
        Duration retention,
        long maxBufferBytes,
        List<String> mask,
        String arm) {
    /** The smallest buffer that makes sense. */
    public static final long SMALLEST_BUFFER = 256 << 10;

    private static final Pattern TABLE =
            Pattern.compile("([A-Za-z_][A-Za-z0-9_]{0,62}[.])?[A-Za-z_][A-Za-z0-9_]{0,62}");
    private static final int DEFAULT_RETENTION_SECONDS = 90 * 24 * 3600;

    /** Copies the list. */
    public PredictionLogConfig {
        mask = List.copyOf(mask);
    }

    static Optional<PredictionLogConfig> read(ConfigNode root) throws FailureException {
        Optional<ConfigNode> found = root.object("predictionLog");
        if (found.isEmpty()) {
            return Optional.empty();
        }
        ConfigNode node = found.get()
                .only(
                        "secretName",
                        "credentialsDirectory",
                        "table",
                        "sampleRate",
                        "retentionSeconds",
                        "maxBufferBytes",
                        "mask",
                        "arm");
        if (!TABLE.matcher(node.string("table")).matches()) {
            throw node.refuse("table", "a name or schema.name of letters, digits and _, each at most 63 long");
        }
        return Optional.of(new PredictionLogConfig(
                node.optionalString("secretName").orElse(""),
                node.string("credentialsDirectory"),
                node.string("table"),
                node.number("sampleRate", 1, 0, 1),
                Duration.ofSeconds(node.integer("retentionSeconds", DEFAULT_RETENTION_SECONDS, 1, Integer.MAX_VALUE)),
                node.longInteger("maxBufferBytes", 64L << 20, SMALLEST_BUFFER),
                node.strings("mask"),
                node.optionalString("arm").orElse("")));
    }
}

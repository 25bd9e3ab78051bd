package dev.slipway.router.audit;

import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Where records are written: to {@code SLIPWAY_AUDIT_FILE}, or to standard output. */
public final class AuditSink {
    private static final Logger LOG = Logger.getLogger(AuditSink.class);

    private static final String BUFFER = "SLIPWAY_AUDIT_BUFFER";
    private static final int MOST = 1 << 20;

    private AuditSink() {}

    /** As the environment says. */
    public static Consumer<byte[]> fromEnvironment(Map<String, String> environment) {
        String file = environment.get("SLIPWAY_AUDIT_FILE");
        return file == null ? AuditSink::toStandardOutput : lines -> toFile(Path.of(file), lines);
    }

    /** How many records may wait for the writer: {@code SLIPWAY_AUDIT_BUFFER}, or 16384. */
    public static int capacity(Map<String, String> environment) throws FailureException {
        String text = environment.getOrDefault(BUFFER, "16384");
        try {
            int records = Integer.parseInt(text);
            if (records >= 1 && records <= MOST) {
                return records;
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw new FailureException(
                CommonReason.InvalidConfig, "%s is %s: use a number from 1 to %d.".formatted(BUFFER, text, MOST));
    }

    private static void toStandardOutput(byte[] lines) {
        synchronized (System.out) {
            System.out.write(lines, 0, lines.length);
            System.out.flush();
        }
    }

    private static void toFile(Path file, byte[] lines) {
        try (OutputStream out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            out.write(lines);
        } catch (IOException e) {
            LOG.errorf("audit records are lost: %s cannot be written: %s", file, e.getMessage());
        }
    }
}

package dev.slipway.router.audit;

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

    private AuditSink() {}

    /** As the environment says. */
    public static Consumer<byte[]> fromEnvironment(Map<String, String> environment) {
        String file = environment.get("SLIPWAY_AUDIT_FILE");
        return file == null ? AuditSink::toStandardOutput : lines -> toFile(Path.of(file), lines);
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

package dev.slipway.workload.failure;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/**
 * The file whose last words kubelet copies into {@code status.containerStatuses[].state.terminated.message}, at most
 * 4096 bytes. Outside a pod there is none, and writing does nothing.
 *
 * @param path the file; {@code SLIPWAY_TERMINATION_LOG} or {@code /dev/termination-log}
 */
public record TerminationLog(Path path) {
    /** The most bytes that kubelet reads. */
    public static final int MAX_BYTES = 4096;

    /** The log named by the environment. */
    public static TerminationLog fromEnvironment(Map<String, String> environment) {
        return new TerminationLog(Path.of(environment.getOrDefault("SLIPWAY_TERMINATION_LOG", "/dev/termination-log")));
    }

    /** Replaces the content by one line; without the file, says so on standard error and carries on. */
    public void write(String line) {
        if (!Files.exists(path)) {
            return;
        }
        try {
            Files.write(
                    path,
                    line.getBytes(StandardCharsets.UTF_8),
                    StandardOpenOption.WRITE,
                    StandardOpenOption.TRUNCATE_EXISTING);
        } catch (IOException e) {
            System.err.println("cannot write the termination log " + path + ": " + e.getMessage());
        }
    }
}

package dev.slipway.operator.kube;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Secrets as the kubelet mounts them, for programs that run without one. */
final class SecretFiles {
    private SecretFiles() {}

    /** The login of an embedded PostgreSQL. */
    static Map<String, String> postgres(int port) {
        return Map.of(
                "host",
                "127.0.0.1",
                "port",
                "" + port,
                "database",
                "postgres",
                "username",
                "postgres",
                "password",
                "x");
    }

    /** A file for each entry. */
    static void write(Path place, Map<String, String> entries) throws IOException {
        Files.createDirectories(place);
        for (var entry : entries.entrySet()) {
            Files.writeString(place.resolve(entry.getKey()), entry.getValue());
        }
    }
}

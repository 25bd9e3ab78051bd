package dev.slipway.operator.registry;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * The operator's own credentials, mounted as files by its administrator: one folder for each registry, with the keys
 * {@code token}, or {@code username} and {@code password}. Read anew for each request, since the kubelet replaces them.
 * They go to the very address that they were given for. See docs/adr on credentials of registries.
 *
 * @param folders by base URL
 */
public record RegistryCredentials(Map<String, Path> folders) {
    /** None: every registry is asked anonymously. */
    public static final RegistryCredentials NONE = new RegistryCredentials(Map.of());

    boolean knows(String registry) {
        return folders.containsKey(registry);
    }

    Optional<String> authorization(String registry) throws IOException {
        var folder = folders.get(registry);
        if (folder == null) {
            return Optional.empty();
        }
        if (Files.exists(folder.resolve("token"))) {
            return Optional.of("Bearer " + read(folder, "token"));
        }
        var pair = read(folder, "username") + ":" + read(folder, "password");
        return Optional.of("Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
    }

    private static String read(Path folder, String key) throws IOException {
        var value = Files.readString(folder.resolve(key)).strip();
        if (value.isEmpty() || value.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw new IOException("empty, or with control characters: " + key);
        }
        return value;
    }

    @Override
    public String toString() {
        return "credentials for " + folders.keySet();
    }
}

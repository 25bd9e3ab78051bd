package dev.slipway.router.targets;

import dev.slipway.router.auth.ApiKeys;
import dev.slipway.router.auth.MalformedKeyException;
import dev.slipway.router.config.AuthConfig;
import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Keys and secrets as the mounted Secrets have them.
 *
 * @param files their content, to see whether it changed
 */
public record AuthFiles(ApiKeys keys, Map<String, byte[]> secrets, Map<String, String> files) {
    private static final int SHORTEST_SECRET = 16;

    /** Nobody's. */
    public static AuthFiles none() {
        return new AuthFiles(ApiKeys.none(), Map.of(), Map.of());
    }

    static AuthFiles read(AuthConfig auth) throws FailureException {
        Map<String, String> all = content(auth);
        Map<String, String> keys = new HashMap<>();
        Map<String, byte[]> secrets = new HashMap<>();
        for (Map.Entry<String, String> file : all.entrySet()) {
            String id = file.getKey().substring(2);
            if (file.getKey().startsWith("k ")) {
                keys.put(id, file.getValue());
            } else {
                secrets.put(id, secret(id, file.getValue()));
            }
        }
        try {
            return new AuthFiles(ApiKeys.read(keys), Map.copyOf(secrets), all);
        } catch (MalformedKeyException e) {
            throw new FailureException(CommonReason.InvalidSecret, String.valueOf(e.getMessage()), e);
        }
    }

    private static byte[] secret(String id, String text) throws FailureException {
        byte[] bytes = text.strip().getBytes(StandardCharsets.UTF_8);
        if (bytes.length < SHORTEST_SECRET) {
            throw new FailureException(
                    CommonReason.InvalidSecret,
                    "The HMAC secret of key %s is shorter than %d bytes.".formatted(id, SHORTEST_SECRET));
        }
        return bytes;
    }

    /** The files as they are now. */
    static Map<String, String> content(AuthConfig auth) throws FailureException {
        Map<String, String> all = new TreeMap<>();
        if (auth.apiKeysDirectory().isPresent()) {
            add(all, "k ", auth.apiKeysDirectory().get());
        }
        if (auth.hmac().isPresent()) {
            add(all, "s ", auth.hmac().get().directory());
        }
        return all;
    }

    private static void add(Map<String, String> all, String kind, String directory) throws FailureException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of(directory), "[!.]*")) {
            for (Path file : files) {
                if (Files.isRegularFile(file)) {
                    all.put(kind + file.getFileName(), Files.readString(file, StandardCharsets.ISO_8859_1));
                }
            }
        } catch (IOException e) {
            throw new FailureException(
                    CommonReason.ReferenceNotFound, "The keys in %s cannot be read.".formatted(directory), e);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AuthFiles auth && files.equals(auth.files);
    }

    @Override
    public int hashCode() {
        return files.hashCode();
    }

    /** Without what is secret. */
    @Override
    public String toString() {
        return "AuthFiles[" + files.size() + "]";
    }
}

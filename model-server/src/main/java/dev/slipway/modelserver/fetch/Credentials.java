package dev.slipway.modelserver.fetch;

import dev.slipway.modelserver.failure.FailureException;
import dev.slipway.modelserver.failure.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What the source asks for, read from the files of a mounted Secret each time it is needed, so that a corrected Secret
 * cures a waiting pod. Never printed.
 */
final class Credentials {
    static final Credentials NONE = new Credentials("");

    private final String header;

    private Credentials(String header) {
        this.header = header;
    }

    /** The value of the {@code Authorization} header, empty without credentials. */
    Optional<String> authorization() {
        return header.isEmpty() ? Optional.empty() : Optional.of(header);
    }

    /** Reads {@code token}, or {@code username} and {@code password}. */
    static Credentials read(Path directory, String secretName) throws FailureException {
        Set<String> keys = keys(directory, secretName);
        if (keys.isEmpty()) {
            throw missing(secretName);
        }
        if (keys.contains("token")) {
            return new Credentials("Bearer " + value(directory, "token", secretName));
        }
        if (keys.contains("username") && keys.contains("password")) {
            String pair = value(directory, "username", secretName) + ":" + value(directory, "password", secretName);
            return new Credentials(
                    "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
        }
        throw new FailureException(
                Reason.InvalidSecret,
                "Secret %s has keys %s; expected token, or username and password.".formatted(secretName, keys));
    }

    @Override
    public String toString() {
        return header.isEmpty() ? "no credentials" : "credentials";
    }

    private static Set<String> keys(Path directory, String secretName) throws FailureException {
        try (Stream<Path> entries = Files.list(directory)) {
            Set<String> keys = new TreeSet<>();
            entries.map(entry -> String.valueOf(entry.getFileName()))
                    .filter(name -> !name.startsWith(".."))
                    .forEach(keys::add);
            return keys;
        } catch (NoSuchFileException | NotDirectoryException e) {
            throw missing(secretName);
        } catch (IOException e) {
            throw new FailureException(
                    Reason.AccessDenied, "The mounted Secret %s cannot be read.".formatted(secretName), e);
        }
    }

    private static FailureException missing(String secretName) {
        return new FailureException(
                Reason.ReferenceNotFound,
                "Secret %s does not exist or is empty; create it with the key token, or username and password."
                        .formatted(secretName));
    }

    private static String value(Path directory, String key, String secretName) throws FailureException {
        try {
            String value = Files.readString(directory.resolve(key)).strip();
            if (value.isEmpty() || value.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
                throw new FailureException(
                        Reason.InvalidSecret,
                        "Secret %s has an empty %s, or one with control characters in it.".formatted(secretName, key));
            }
            return value;
        } catch (IOException e) {
            throw new FailureException(
                    Reason.InvalidSecret, "Secret %s: the key %s is no readable text.".formatted(secretName, key), e);
        }
    }
}

package dev.slipway.workload.secret;

import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A Secret as the kubelet mounts it: one file for each key. Read anew each time, since the kubelet replaces the files
 * when the Secret changes. Its values are never printed.
 */
public final class MountedSecret {
    private final Path directory;
    private final String name;
    private final Set<String> keys;

    private MountedSecret(Path directory, String name, Set<String> keys) {
        this.directory = directory;
        this.name = name;
        this.keys = keys;
    }

    /**
     * The Secret, with one key at least.
     *
     * @param expected the keys that it should have, for the message
     */
    public static MountedSecret open(Path directory, String name, String expected) throws FailureException {
        Set<String> keys = new TreeSet<>();
        try (Stream<Path> entries = Files.list(directory)) {
            entries.map(entry -> String.valueOf(entry.getFileName()))
                    .filter(key -> !key.startsWith(".."))
                    .forEach(keys::add);
        } catch (NoSuchFileException | NotDirectoryException e) {
            throw missing(name, expected);
        } catch (IOException e) {
            throw new FailureException(
                    CommonReason.AccessDenied, "The mounted Secret %s cannot be read.".formatted(name), e);
        }
        if (keys.isEmpty()) {
            throw missing(name, expected);
        }
        return new MountedSecret(directory, name, keys);
    }

    /** Whether it has this key. */
    public boolean has(String key) {
        return keys.contains(key);
    }

    /** The value of a key; empty where it is not there. */
    public Optional<String> optional(String key) throws FailureException {
        return has(key) ? Optional.of(value(key)) : Optional.empty();
    }

    /** The value of a key. */
    public String value(String key) throws FailureException {
        try {
            String value = Files.readString(directory.resolve(key)).strip();
            if (value.isEmpty() || value.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
                throw new FailureException(
                        CommonReason.InvalidSecret,
                        "Secret %s has an empty %s, or one with control characters in it.".formatted(name, key));
            }
            return value;
        } catch (IOException e) {
            throw new FailureException(
                    CommonReason.InvalidSecret, "Secret %s: the key %s is no readable text.".formatted(name, key), e);
        }
    }

    /** The value of a key as an HTTP header can hold it. */
    public String headerValue(String key) throws FailureException {
        String value = value(key);
        if (value.chars().anyMatch(c -> c > '~')) {
            throw new FailureException(
                    CommonReason.InvalidSecret,
                    "Secret %s has characters in %s that no token has, such as a typographic quote or a byte order mark."
                            .formatted(name, key));
        }
        return value;
    }

    /** The Secret has other keys than these. */
    public FailureException lacks(String expected) {
        return new FailureException(
                CommonReason.InvalidSecret, "Secret %s has keys %s; expected %s.".formatted(name, keys, expected));
    }

    private static FailureException missing(String name, String expected) {
        return new FailureException(
                CommonReason.ReferenceNotFound,
                "Secret %s does not exist or is empty; create it with the key %s.".formatted(name, expected));
    }
}

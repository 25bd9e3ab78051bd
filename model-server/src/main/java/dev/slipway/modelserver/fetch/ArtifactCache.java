package dev.slipway.modelserver.fetch;

import dev.slipway.workload.artifact.Artifact;
import dev.slipway.workload.failure.FailureException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Models by digest, on a volume that several pods share. An entry is a folder named after the digest; it appears whole,
 * by a rename, and goes the same way, so that fetchers beside each other need no lock. What is taken is verified by the
 * digest on the way out: a damaged entry is removed and counts as absent. The entry used longest ago goes first.
 *
 * <p>A cache that is full, read-only or gone costs nothing but the download.
 */
final class ArtifactCache {
    private static final long DEFAULT_BYTES = 10L << 30;
    /** What grows or goes for longer belongs to a fetcher that was killed. */
    private static final Duration LONGEST_COPY = Duration.ofHours(6);

    private final Path directory;
    private final long maxBytes;

    ArtifactCache(Path directory, long maxBytes) {
        this.directory = directory;
        this.maxBytes = maxBytes;
    }

    /** The cache that {@code SLIPWAY_MODEL_CACHE} names, of at most {@code SLIPWAY_MODEL_CACHE_BYTES}. */
    static Optional<ArtifactCache> fromEnvironment(Map<String, String> environment) {
        String bytes = environment.getOrDefault("SLIPWAY_MODEL_CACHE_BYTES", String.valueOf(DEFAULT_BYTES));
        return Optional.ofNullable(environment.get("SLIPWAY_MODEL_CACHE"))
                .map(directory -> new ArtifactCache(
                        Path.of(directory), bytes.matches("[0-9]{1,18}") ? Long.parseLong(bytes) : DEFAULT_BYTES));
    }

    /** The model of this digest, copied to a folder; empty if it is not here, or not whole. */
    Optional<Artifact> take(String digest, Path folder) {
        Path target = folder.resolve(ModelFetcher.FILE_NAME);
        Path entry = entry(digest);
        if (!Files.isDirectory(entry)) {
            return Optional.empty();
        }
        try {
            Files.setLastModifiedTime(entry, FileTime.from(Instant.now()));
            copy(entry, folder);
            Optional<Artifact> whole =
                    readable(target).filter(artifact -> artifact.digest().equals(digest));
            if (whole.isPresent()) {
                return whole;
            }
            Files.deleteIfExists(target);
            remove(entry);
        } catch (IOException e) {
            // Another fetcher removed the entry meanwhile, or the volume fails: the source still has the model.
            return absent(target);
        }
        return Optional.empty();
    }

    private static Optional<Artifact> readable(Path target) throws IOException {
        try {
            return Optional.of(ModelFetcher.present(target));
        } catch (FailureException e) {
            return Optional.empty();
        }
    }

    private static Optional<Artifact> absent(Path target) {
        try {
            Files.deleteIfExists(target);
        } catch (IOException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    /** Keeps a verified model for the next pod. */
    void keep(Artifact artifact, List<String> names) {
        Path entry = entry(artifact.digest());
        if (artifact.bytes() > maxBytes || Files.exists(entry)) {
            return;
        }
        Path growing = directory.resolve(".new-" + UUID.randomUUID());
        try {
            makeRoom(artifact.bytes());
            Files.createDirectories(growing);
            for (String name : names) {
                Path copy = growing.resolve(name);
                Files.createDirectories(copy.getParent());
                Files.copy(artifact.file().resolveSibling(name), copy);
            }
            Files.move(growing, entry, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            // Another fetcher was quicker, or the volume is full: the model itself is in place.
            removeQuietly(growing);
        }
    }

    private void makeRoom(long bytes) throws IOException {
        List<Path> found;
        try (Stream<Path> entries = Files.list(directory)) {
            found = entries.toList();
        }
        FileTime abandoned = FileTime.from(Instant.now().minus(LONGEST_COPY));
        // Read once: others touch their entries while this sorts.
        Map<Path, FileTime> lastUsed = new HashMap<>();
        for (Path entry : found) {
            FileTime time = lastUsed(entry);
            if (!String.valueOf(entry.getFileName()).startsWith(".")) {
                lastUsed.put(entry, time);
            } else if (time.compareTo(abandoned) < 0) {
                removeQuietly(entry);
            }
        }
        long held = lastUsed.keySet().stream().mapToLong(ArtifactCache::size).sum();
        for (Path entry : found.stream()
                .filter(lastUsed::containsKey)
                .sorted(Comparator.comparing(lastUsed::get))
                .toList()) {
            if (held + bytes <= maxBytes) {
                return;
            }
            held -= size(entry);
            remove(entry);
        }
    }

    private static FileTime lastUsed(Path entry) {
        try {
            return Files.getLastModifiedTime(entry);
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }

    /** What another fetcher has removed meanwhile takes no room. */
    private static long size(Path entry) {
        long bytes = 0;
        try {
            for (Path file : filesOf(entry)) {
                bytes += Files.size(file);
            }
        } catch (IOException e) {
            return bytes;
        }
        return bytes;
    }

    private static List<Path> filesOf(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).toList();
        } catch (UncheckedIOException e) {
            throw new IOException(e);
        }
    }

    private void remove(Path entry) throws IOException {
        Path going = directory.resolve(".old-" + UUID.randomUUID());
        try {
            Files.move(entry, going, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            // Another fetcher was quicker.
            return;
        }
        removeQuietly(going);
    }

    private static void removeQuietly(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            // What stays has a name that no fetcher reads.
            return;
        }
    }

    private static void copy(Path entry, Path to) throws IOException {
        for (Path file : filesOf(entry)) {
            Path copy = to.resolve(entry.relativize(file).toString());
            Files.createDirectories(copy.getParent());
            Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private Path entry(String digest) {
        return directory.resolve(digest.substring("sha256:".length()));
    }
}

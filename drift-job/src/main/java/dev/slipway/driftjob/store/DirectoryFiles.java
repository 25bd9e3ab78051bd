package dev.slipway.driftjob.store;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** A directory, such as a mounted volume claim. */
public record DirectoryFiles(Path directory) implements NamedFiles {
    private static final String PART = ".part";

    @Override
    public Optional<byte[]> get(String name) throws IOException {
        try {
            return Optional.of(Files.readAllBytes(directory.resolve(name)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    @Override
    public void put(String name, byte[] bytes) throws IOException {
        Path file = directory.resolve(name);
        Path folder = file.getParent();
        // A name of its own: two that write the same file at once would move each other's half.
        Path part = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID() + PART);
        try {
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Files.write(part, bytes);
            Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (AccessDeniedException e) {
            throw new IOException(
                    "this user may not write to %s: user or group 10001 must be able to".formatted(directory), e);
        } catch (NoSuchFileException | FileAlreadyExistsException e) {
            throw new IOException("%s is no folder that can be written to".formatted(directory), e);
        } finally {
            forget(part);
        }
    }

    private static void forget(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException e) {
            // What went wrong before says more.
            return;
        }
    }

    @Override
    public List<String> list(String prefix) throws IOException {
        int slash = prefix.lastIndexOf('/');
        Path start = slash < 0 ? directory : directory.resolve(prefix.substring(0, slash));
        if (!Files.isDirectory(start)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(start)) {
            return files.filter(Files::isRegularFile)
                    .map(f -> directory.relativize(f).toString())
                    .filter(n -> n.startsWith(prefix) && !n.endsWith(PART))
                    .sorted()
                    .toList();
        }
    }

    @Override
    public void delete(String name) throws IOException {
        Files.deleteIfExists(directory.resolve(name));
    }

    @Override
    public String address(String name) {
        return directory.resolve(name).toString();
    }
}

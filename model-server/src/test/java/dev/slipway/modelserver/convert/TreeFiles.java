package dev.slipway.modelserver.convert;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The committed models: two trees over {@code length}, {@code width} and the category {@code kind}. */
final class TreeFiles {
    private TreeFiles() {}

    static Path path(String name) {
        return Path.of("src/test/resources/models/trees", name);
    }

    static byte[] bytes(String name) {
        try {
            return Files.readAllBytes(path(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(String name) {
        return new String(bytes(name), StandardCharsets.UTF_8);
    }
}

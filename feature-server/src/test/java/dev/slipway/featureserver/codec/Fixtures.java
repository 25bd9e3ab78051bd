package dev.slipway.featureserver.codec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/** What the real Feast made, written by {@code src/test/feast/make_fixtures.py}. */
public final class Fixtures {
    private Fixtures() {}

    public static byte[] bytes(String name) {
        try (InputStream in = Objects.requireNonNull(Fixtures.class.getResourceAsStream("/feast/" + name), name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static List<String[]> rows(String name) {
        return Arrays.stream(new String(bytes(name), StandardCharsets.UTF_8).split("\n"))
                .map(line -> line.split("\t", -1))
                .toList();
    }
}

package dev.slipway.workload.digest;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** SHA-256 as {@code sha256:<64 hexadecimal digits>}, the form of every digest here. */
public final class Digest {
    private Digest() {}

    /** The digest of some bytes. */
    public static String of(byte[] bytes) {
        return text(start().digest(bytes));
    }

    /** The digest of the bytes between position and limit, which stay where they are. */
    public static String of(ByteBuffer bytes) {
        MessageDigest digest = start();
        digest.update(bytes.duplicate());
        return text(digest.digest());
    }

    /** The digest of a file's bytes. */
    public static String of(Path file) throws IOException {
        MessageDigest digest = start();
        byte[] chunk = new byte[1 << 16];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                digest.update(chunk, 0, n);
            }
        }
        return text(digest.digest());
    }

    /**
     * The digest of a model of several files: of a file with one line for each, {@code <hexadecimal digits>  <name>} in
     * the order of the names. That is what {@code sha256sum model.onnx weights.bin | LC_ALL=C sort -k2 | sha256sum}
     * prints.
     */
    public static String ofAll(Map<String, String> digestByName) {
        StringBuilder lines = new StringBuilder();
        new TreeMap<>(digestByName)
                .forEach((name, digest) -> lines.append(digest.substring("sha256:".length()))
                        .append("  ")
                        .append(name)
                        .append('\n'));
        return of(lines.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** A digest to be fed piece by piece; {@link #text} writes its result. */
    public static MessageDigest start() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The form of a finished digest. */
    public static String text(byte[] hash) {
        return "sha256:" + HexFormat.of().formatHex(hash);
    }
}

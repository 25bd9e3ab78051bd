package dev.slipway.operator.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** How a data plane names the configuration document that is in force: by its bytes. */
public final class DocumentHash {
    private DocumentHash() {}

    /** {@code sha256:} and the 64 hexadecimal digits of the SHA-256 of the UTF-8 bytes. */
    public static String of(String document) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(document.getBytes(StandardCharsets.UTF_8));
            return "sha256:" + HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

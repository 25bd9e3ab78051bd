package dev.slipway.operator.model;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Short names for contents: equal content, equal name. */
public final class ContentHash {
    /** 40 bits: two of the five revisions that are kept collide once in about 10^11 objects. */
    private static final int HEX_DIGITS = 10;

    private ContentHash() {}

    /** The first 10 hex digits of the SHA-256 of the UTF-8 bytes. */
    public static String of(String content) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, HEX_DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

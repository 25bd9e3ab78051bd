package dev.slipway.workload.objectstore;

import java.nio.charset.StandardCharsets;

/** RFC 3986: everything but letters, digits and {@code -._~} is {@code %XX} of its UTF-8 bytes. */
public final class PercentEncoding {
    private PercentEncoding() {}

    /** A path, in which slashes stay. */
    public static String path(String path) {
        return encode(path, "/");
    }

    /** A parameter of a query, or one segment of a path. */
    public static String component(String text) {
        return encode(text, "");
    }

    private static String encode(String text, String kept) {
        StringBuilder encoded = new StringBuilder(text.length());
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean unreserved = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (unreserved || "-._~".indexOf(c) >= 0 || kept.indexOf(c) >= 0) {
                encoded.append(c);
            } else {
                encoded.append('%').append("%02X".formatted((int) c));
            }
        }
        return encoded.toString();
    }
}

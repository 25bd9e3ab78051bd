package dev.slipway.featureserver.codec;

import java.nio.charset.StandardCharsets;

/** Names of fields in Feast's Redis hashes. */
public final class FieldNames {
    private FieldNames() {}

    /** A feature: murmur3 of {@code view:feature}; four bytes, lowest first. */
    public static int feature(String view, String feature) {
        return Murmur3.hash((view + ":" + feature).getBytes(StandardCharsets.UTF_8));
    }

    /** The event time of a view's row. */
    public static byte[] eventTime(String view) {
        return ("_ts:" + view).getBytes(StandardCharsets.UTF_8);
    }
}

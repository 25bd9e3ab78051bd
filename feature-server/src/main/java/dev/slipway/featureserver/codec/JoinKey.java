package dev.slipway.featureserver.codec;

import java.nio.charset.StandardCharsets;
import java.util.Comparator;

/**
 * One column of an entity key.
 *
 * @param name the column
 * @param type one that {@link ValueType#keyable} admits
 */
public record JoinKey(String name, ValueType type) {
    /** Feast's order: by code point, which is the order of the UTF-8 bytes and not that of Java's strings. */
    public static final Comparator<JoinKey> FEAST_ORDER =
            Comparator.comparing(key -> key.name().getBytes(StandardCharsets.UTF_8), java.util.Arrays::compareUnsigned);

    /** The key of a view without entities: Feast's placeholder with the empty string as its value. */
    public static final JoinKey NO_ENTITY = new JoinKey("__dummy_id", ValueType.STRING);

    /** Refuses types that cannot be keys. */
    public JoinKey {
        if (!type.keyable()) {
            throw new IllegalArgumentException("join key " + name + " has type " + type
                    + "; Feast's keys are BYTES, STRING, INT32, INT64 or UNIX_TIMESTAMP");
        }
    }
}

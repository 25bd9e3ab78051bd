package dev.slipway.featureserver.codec;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Feast's entity key, serialization version 3, as key of Redis: number of join keys, their names in order, the values in the
 * same order, the project (key_encoding_utils.py of Feast 0.67). Names and project never change, so they are made once.
 */
public final class EntityKeyLayout {
    private final List<JoinKey> keys;
    private final boolean entityless;
    private final byte[] head;
    private final byte[] project;

    /**
     * A layout.
     *
     * @param keys in any order; none for a view without entities
     * @param project suffix of every key
     */
    public EntityKeyLayout(List<JoinKey> keys, String project) {
        this.entityless = keys.isEmpty();
        this.keys = entityless
                ? List.of(JoinKey.NO_ENTITY)
                : keys.stream().sorted(JoinKey.FEAST_ORDER).toList();
        this.project = project.getBytes(StandardCharsets.UTF_8);
        this.head = head(this.keys);
    }

    /** The join keys in the order of the key; the placeholder where the view has none. */
    public List<JoinKey> keys() {
        return keys;
    }

    /** Whether the one key is the placeholder. */
    public boolean entityless() {
        return entityless;
    }

    /** Begins a key; its values follow in the order of {@link #keys}, then {@link #end}. */
    public void begin(ByteSink out) {
        out.put(head);
    }

    /** The value of a key of 64 bits: INT64 or UNIX_TIMESTAMP. */
    public static void int64(ByteSink out, ValueType type, long value) {
        out.int32(type.number());
        out.int32(8);
        out.int64(value);
    }

    /** The value of a key of 32 bits. */
    public static void int32(ByteSink out, int value) {
        out.int32(ValueType.INT32.number());
        out.int32(4);
        out.int32(value);
    }

    /** The value of a key of text or bytes. */
    public static void delimited(ByteSink out, ValueType type, byte[] from, int offset, int length) {
        out.int32(type.number());
        out.int32(length);
        out.put(from, offset, length);
    }

    /** Ends a key. */
    public void end(ByteSink out) {
        out.put(project);
    }

    /** The one key of a view without entities. */
    public byte[] onlyKey() {
        ByteSink out = new ByteSink(64);
        begin(out);
        delimited(out, ValueType.STRING, new byte[0], 0, 0);
        end(out);
        return out.toByteArray();
    }

    /** What every key begins with. */
    public byte[] prefix() {
        return head.clone();
    }

    /** Where the values of a key end and its project begins; -1 where it is no key of this layout. */
    public int valuesEnd(byte[] key) {
        if (key.length < head.length || !java.util.Arrays.equals(head, 0, head.length, key, 0, head.length)) {
            return -1;
        }
        int at = head.length;
        for (JoinKey expected : keys) {
            if (key.length - at < 8 || Bytes.int32(key, at) != expected.type().number()) {
                return -1;
            }
            int length = Bytes.int32(key, at + 4);
            int width = fixedWidth(expected.type());
            if (length < 0 || length > key.length - at - 8 || (width > 0 && width != length)) {
                return -1;
            }
            at += 8 + length;
        }
        return at;
    }

    private static int fixedWidth(ValueType type) {
        return switch (type) {
            case INT32 -> 4;
            case INT64, UNIX_TIMESTAMP -> 8;
            default -> 0;
        };
    }

    private static byte[] head(List<JoinKey> keys) {
        ByteSink out = new ByteSink(64);
        out.int32(keys.size());
        for (JoinKey key : keys) {
            byte[] name = key.name().getBytes(StandardCharsets.UTF_8);
            out.int32(ValueType.STRING.number());
            out.int32(name.length);
            out.put(name);
        }
        return out.toByteArray();
    }
}

package dev.slipway.router.cache;

import dev.slipway.router.auth.Hashing;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What makes two requests the same: SHA-256 over fields that each have their length before them, so that no two lists of
 * fields run into one. The whole body counts, never a choice of its fields.
 */
public final class CacheKey {
    private static final byte[] SCHEMA = {1};

    private final byte[] hash;

    private CacheKey(byte[] hash) {
        this.hash = hash;
    }

    /** Collects the fields of a key. */
    public static final class Builder {
        private final MessageDigest digest = Hashing.sha256();

        /** A key of no fields yet. */
        public Builder() {
            add(SCHEMA);
        }

        /** One more field. */
        public Builder add(byte[] field) {
            digest.update(ByteBuffer.allocate(4).putInt(field.length).flip());
            digest.update(field);
            return this;
        }

        /** One more field. */
        public Builder add(String field) {
            return add(field.getBytes(StandardCharsets.UTF_8));
        }

        /** One more field, which differs from an empty one where it is absent. */
        public Builder addOptional(@Nullable String field) {
            add(field == null ? "-" : "+");
            return add(field == null ? "" : field);
        }

        /** The body: JSON by what it says, anything else by its bytes. */
        public Builder body(byte[] body, boolean json) {
            byte[] canonical = json ? CanonicalJson.of(body) : new byte[0];
            boolean said = canonical.length > 0;
            add(said ? "json" : "bytes");
            return add(said ? canonical : body);
        }

        /** The key. */
        public CacheKey build() {
            return new CacheKey(digest.digest());
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CacheKey key && Arrays.equals(hash, key.hash);
    }

    @Override
    public int hashCode() {
        return ByteBuffer.wrap(hash).getInt();
    }

    /** A part of the hash that tells keys apart for statistics. */
    long fingerprint() {
        return ByteBuffer.wrap(hash).getLong(8);
    }
}

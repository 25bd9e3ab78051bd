package dev.slipway.router.cache;

import java.util.List;

/**
 * An answer as it is kept.
 *
 * @param fields names and values in turn, without those of a connection
 * @param target that gave it
 * @param storedAt when it was stored, {@code System.nanoTime()}
 * @param freshUntil until when it may be given without a question
 * @param staleUntil until when it may be given where nobody else answers
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
public record StoredAnswer(
        int status, List<String> fields, byte[] body, String target, long storedAt, long freshUntil, long staleUntil) {
    private static final long OVERHEAD = 200;

    /** Bytes that it takes, about. */
    public long weight() {
        long weight = OVERHEAD + body.length;
        for (String field : fields) {
            weight += 40L + field.length();
        }
        return weight;
    }

    /** Whether it may be given without a question. */
    public boolean fresh(long now) {
        return freshUntil - now > 0;
    }

    /** Whether it may be given where nobody else answers. */
    public boolean usableOnError(long now) {
        return staleUntil - now > 0;
    }

    /** Seconds since it was stored. */
    public long ageSeconds(long now) {
        return Math.max(0, (now - storedAt) / 1_000_000_000L);
    }
}

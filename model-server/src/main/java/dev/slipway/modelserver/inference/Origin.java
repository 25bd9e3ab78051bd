package dev.slipway.modelserver.inference;

import org.jspecify.annotations.Nullable;

/**
 * What came with a request beside its tensors, in words that every protocol has.
 *
 * @param arrivedNanos the moment of {@link System#nanoTime()} at which its first byte was seen; 0 where nobody looked
 * @param requestId header {@code x-request-id}, for protocols whose requests have no id of their own
 * @param entity header {@code x-slipway-entity}: whom the request is about
 * @param arm header {@code x-slipway-arm}: the arm of an experiment that a router chose
 */
public record Origin(
        long arrivedNanos,
        @Nullable String requestId,
        @Nullable String entity,
        @Nullable String arm) {
    /** Nothing is known. */
    public static final Origin UNKNOWN = new Origin(0, null, null, null);

    /** The header by which a client names its request. */
    public static final String REQUEST_ID_HEADER = "x-request-id";

    /** The header that says whom a request is about. */
    public static final String ENTITY_HEADER = "x-slipway-entity";

    /** The header in which a router says which arm it chose. */
    public static final String ARM_HEADER = "x-slipway-arm";
}

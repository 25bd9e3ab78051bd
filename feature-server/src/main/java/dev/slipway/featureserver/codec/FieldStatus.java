package dev.slipway.featureserver.codec;

/** Feast's {@code FieldStatus} (ServingService.proto); the order is that of its numbers. */
public enum FieldStatus {
    /** The stored value is not of the declared type, or cannot be read, or its shard did not answer. */
    INVALID,
    /** There is a value. */
    PRESENT,
    /** The row is there; its value is null or cannot be said in JSON. */
    NULL_VALUE,
    /** There is no row. */
    NOT_FOUND,
    /** The row is older than the view's ttl. */
    OUTSIDE_MAX_AGE
}

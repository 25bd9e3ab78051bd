package dev.slipway.featureserver.codec;

/** Feast's {@code FieldStatus} (ServingService.proto); the order is that of its numbers. */
public enum FieldStatus {
    /** The stored value is not of the declared type, or cannot be read, or its shard did not answer. */
    INVALID(0),
    /** There is a value. */
    PRESENT(1),
    /** The row is there; its value is null or cannot be said in JSON. */
    NULL_VALUE(2),
    /** There is no row. */
    NOT_FOUND(3),
    /** The row is older than the view's ttl. */
    OUTSIDE_MAX_AGE(4);

    private final byte number;

    FieldStatus(int number) {
        this.number = (byte) number;
    }

    /** Its number in Feast's protocol, which counts up from 0 in the order of declaration. */
    public byte number() {
        return number;
    }
}

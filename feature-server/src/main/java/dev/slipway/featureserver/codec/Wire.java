package dev.slipway.featureserver.codec;

/** Wire types of protobuf. */
public final class Wire {
    /** A varint. */
    public static final int VARINT = 0;
    /** Eight bytes. */
    public static final int FIXED64 = 1;
    /** A length and that many bytes. */
    public static final int DELIMITED = 2;
    /** Four bytes. */
    public static final int FIXED32 = 5;

    private Wire() {}
}

package dev.slipway.featureserver.codec;

/** What one element of a value is, however many there are, and how protobuf carries it. */
public enum Element {
    /** Bytes of any kind; base64 in JSON. */
    BYTES(Wire.DELIMITED),
    /** UTF-8 text. */
    STRING(Wire.DELIMITED),
    /** Whole number of 32 bits. */
    INT32(Wire.VARINT),
    /** Whole number of 64 bits. */
    INT64(Wire.VARINT),
    /** IEEE 754 binary64. */
    DOUBLE(Wire.FIXED64),
    /** IEEE 754 binary32. */
    FLOAT(Wire.FIXED32),
    /** true or false. */
    BOOL(Wire.VARINT),
    /** Whole seconds since 1970 UTC. */
    TIMESTAMP(Wire.VARINT),
    /** A map from string to value. */
    MAP(Wire.DELIMITED),
    /** A value of any type. */
    VALUE(Wire.DELIMITED),
    /** A map whose keys are scalars. */
    SCALAR_MAP(Wire.DELIMITED),
    /** Seconds since 1970 and the name of a time zone. */
    ZONED(Wire.DELIMITED);

    private final int wire;

    Element(int wire) {
        this.wire = wire;
    }

    /** The wire type of protobuf. */
    public int wire() {
        return wire;
    }
}

package dev.slipway.modelserver.json;

/** The upper half of a single precision number, rounded to nearest, ties to even. */
final class Bfloat16 {
    private Bfloat16() {}

    static short of(float value) {
        int bits = Float.floatToRawIntBits(value);
        return (short) ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16);
    }

    static float toFloat(short upper) {
        return Float.intBitsToFloat(upper << 16);
    }
}

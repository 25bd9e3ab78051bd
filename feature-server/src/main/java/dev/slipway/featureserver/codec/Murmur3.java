package dev.slipway.featureserver.codec;

/** MurmurHash3 x86 32 bits, seed 0 (Austin Appleby, public domain): Feast's name of a feature in a Redis hash. */
public final class Murmur3 {
    private static final int C1 = 0xcc9e2d51;
    private static final int C2 = 0x1b873593;

    private Murmur3() {}

    /** The hash of these bytes. */
    public static int hash(byte[] data) {
        return hash(data, 0, data.length);
    }

    /** The hash of a range of bytes. */
    public static int hash(byte[] data, int from, int length) {
        int hash = 0;
        int blocks = length & ~3;
        for (int i = from; i < from + blocks; i += 4) {
            hash = Integer.rotateLeft(hash ^ mix(Bytes.int32(data, i)), 13) * 5 + 0xe6546b64;
        }
        int rest = 0;
        for (int i = length - 1; i >= blocks; i--) {
            rest = (rest << 8) | (data[from + i] & 0xff);
        }
        return finish(hash ^ mix(rest) ^ length);
    }

    private static int mix(int block) {
        return Integer.rotateLeft(block * C1, 15) * C2;
    }

    private static int finish(int mixed) {
        int hash = mixed;
        hash = (hash ^ hash >>> 16) * 0x85ebca6b;
        hash = (hash ^ hash >>> 13) * 0xc2b2ae35;
        return hash ^ hash >>> 16;
    }
}

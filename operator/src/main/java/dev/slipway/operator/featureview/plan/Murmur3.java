package dev.slipway.operator.featureview.plan;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** MurmurHash3 x86 32 bits, seed 0 (Austin Appleby, public domain): Feast's name of a feature in a Redis hash. */
final class Murmur3 {
    private static final int C1 = 0xcc9e2d51;
    private static final int C2 = 0x1b873593;

    private Murmur3() {}

    /** The hash of the UTF-8 bytes. */
    static int hash(String text) {
        var data = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)).order(ByteOrder.LITTLE_ENDIAN);
        var length = data.remaining();
        var hash = 0;
        while (data.remaining() >= Integer.BYTES) {
            hash = Integer.rotateLeft(hash ^ mix(data.getInt()), 13) * 5 + 0xe6546b64;
        }
        var rest = 0;
        for (var shift = 0; data.hasRemaining(); shift += Byte.SIZE) {
            rest |= (data.get() & 0xff) << shift;
        }
        return finish(hash ^ mix(rest) ^ length);
    }

    private static int mix(int block) {
        return Integer.rotateLeft(block * C1, 15) * C2;
    }

    private static int finish(int mixed) {
        var hash = mixed;
        hash = (hash ^ hash >>> 16) * 0x85ebca6b;
        hash = (hash ^ hash >>> 13) * 0xc2b2ae35;
        return hash ^ hash >>> 16;
    }
}

package dev.slipway.modelserver.http;

import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/** KServe's client needs an id in every answer. It only tells requests apart: no cryptographic randomness. */
final class RequestId {
    private RequestId() {}

    static String random() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        long most = (random.nextLong() & ~0xf000L) | 0x4000L;
        long least = (random.nextLong() & ~(3L << 62)) | (1L << 63);
        return new UUID(most, least).toString();
    }
}

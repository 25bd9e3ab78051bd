package dev.slipway.router.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RequestBodyTest {
    private final Random random = new Random(11);

    @Test
    void aSampleIsTheSameHoweverTheBodyCameInPieces() {
        for (int size : new int[] {0, 1, 63, 64, 4095, 4096, 4097, 5000, 65_536}) {
            byte[] bytes = new byte[size];
            random.nextBytes(bytes);
            byte[] whole = sample(body(bytes, size));
            for (int run = 0; run < 20; run++) {
                assertThat(sample(body(bytes, 1 + random.nextInt(size + 1))))
                        .as("%d bytes", size)
                        .isEqualTo(whole);
            }
        }
    }

    @Test
    void aSampleHasAllOfAShortBodyAndBothEndsOfALongOne() {
        byte[] bytes = new byte[4096];
        random.nextBytes(bytes);
        assertThat(sample(body(bytes, 100))).isEqualTo(bytes);
        byte[] longer = new byte[50_000];
        random.nextBytes(longer);
        byte[] sample = sample(body(longer, 1000));
        assertThat(Arrays.copyOf(sample, 64)).isEqualTo(Arrays.copyOf(longer, 64));
        assertThat(Arrays.copyOfRange(sample, 4032, 4096)).isEqualTo(Arrays.copyOfRange(longer, 49_936, 50_000));
    }

    private static byte[] sample(RequestBody body) {
        byte[] into = new byte[4096];
        byte[] sample = Arrays.copyOf(into, body.sample(into));
        System.arraycopy(into, 0, sample, 0, sample.length);
        body.release();
        return sample;
    }

    private static RequestBody body(byte[] bytes, int most) {
        RequestBody body = new RequestBody(() -> {});
        for (int at = 0; at < bytes.length; at += most) {
            body.add(Unpooled.copiedBuffer(bytes, at, Math.min(most, bytes.length - at)));
        }
        body.complete();
        return body;
    }
}

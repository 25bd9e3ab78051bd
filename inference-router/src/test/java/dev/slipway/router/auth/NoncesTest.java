package dev.slipway.router.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class NoncesTest {
    @Test
    void theyAgreeWithAMapThroughGrowthExpiryAndReuse() {
        Random random = new Random(7);
        Nonces nonces = new Nonces(5_000);
        Map<String, Long> remembered = new HashMap<>();
        long now = 0;
        for (int i = 0; i < 200_000; i++) {
            now += random.nextInt(100) == 0 ? random.nextInt(200) : 0;
            long today = now;
            remembered.values().removeIf(until -> until < today);
            String nonce = "nonce-" + random.nextInt(20_000);
            Nonces.Outcome expected = remembered.containsKey(nonce)
                    ? Nonces.Outcome.REPLAYED
                    : remembered.size() >= 5_000 ? Nonces.Outcome.FULL : Nonces.Outcome.FRESH;
            byte[] bytes = nonce.getBytes(StandardCharsets.US_ASCII);
            assertThat(nonces.use("key", bytes, 0, bytes.length, now + 300, now))
                    .as("step %d", i)
                    .isEqualTo(expected);
            if (expected == Nonces.Outcome.FRESH) {
                remembered.put(nonce, now + 300);
            }
            assertThat(nonces.size()).isEqualTo(remembered.size());
        }
    }
}

package dev.slipway.modelserver.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.workload.json.JsonDocument;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SigV4Test {
    @Test
    void twoHundredRandomRequestsAreSignedAsBotocoreSignsThem() throws Exception {
        String json = Services.python(
                Services.inRepository("e2e/services/s3-server/requirements.txt"),
                Services.inRepository("model-server/src/test/python/sigv4_vectors.py"));

        List<?> vectors = (List<?>) JsonDocument.read(json.getBytes(StandardCharsets.UTF_8));

        assertThat(vectors).hasSize(200).allSatisfy(vector -> {
            Map<?, ?> v = (Map<?, ?>) vector;
            SigV4 signer = new SigV4(text(v, "accessKey"), text(v, "secretKey"), token(v), text(v, "region"));
            assertThat(signer.headers(URI.create(text(v, "url")), Instant.parse(text(v, "at"))))
                    .containsEntry("Authorization", text(v, "authorization"));
        });
    }

    private static Optional<String> token(Map<?, ?> vector) {
        return Optional.of(text(vector, "token")).filter(token -> !token.isEmpty());
    }

    private static String text(Map<?, ?> vector, String field) {
        return String.valueOf(vector.get(field));
    }
}

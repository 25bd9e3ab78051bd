package dev.slipway.modelserver.fetch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.workload.json.JsonDocument;
import dev.slipway.workload.objectstore.SigV4;
import dev.slipway.workload.objectstore.StoreRequest;
import dev.slipway.workload.service.Services;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
            assertThat(signer.headers(request(v), Instant.parse(text(v, "at"))))
                    .containsEntry("Authorization", text(v, "authorization"));
        });
    }

    private static StoreRequest request(Map<?, ?> v) {
        Map<String, String> headers = new LinkedHashMap<>();
        ((Map<?, ?>) Objects.requireNonNull(v.get("headers")))
                .forEach((name, value) -> headers.put(String.valueOf(name), String.valueOf(value)));
        byte[] body = text(v, "body").getBytes(StandardCharsets.UTF_8);
        return new StoreRequest(text(v, "method"), URI.create(text(v, "url")), headers, ByteBuffer.wrap(body));
    }

    private static Optional<String> token(Map<?, ?> vector) {
        return Optional.of(text(vector, "token")).filter(token -> !token.isEmpty());
    }

    private static String text(Map<?, ?> vector, String field) {
        return String.valueOf(vector.get(field));
    }
}

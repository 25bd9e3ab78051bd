package dev.slipway.modelserver.http;

import dev.slipway.modelserver.inference.InferenceFailure;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What goes back to the client.
 *
 * @param status the HTTP status
 * @param encoded body and headers
 * @param failure why it is an error, when it is one
 */
record Answer(int status, Encoded encoded, Optional<InferenceFailure> failure) {

    static Answer ok(Encoded encoded) {
        return new Answer(200, encoded, Optional.empty());
    }

    static Answer of(InferenceFailure failure) {
        Buffer body = Buffer.buffer(ErrorBody.of(failure.message()));
        return new Answer(HttpStatus.of(failure.code()), new Encoded(body, Encoded.JSON_HEADERS), Optional.of(failure));
    }

    /** Whether the client saves by this. */
    boolean worth(ContentCoding coding) {
        return coding != ContentCoding.IDENTITY && encoded.body().length() >= ContentCoding.SMALLEST;
    }

    /** The same, compressed. */
    Answer compressed(ContentCoding coding) {
        Map<CharSequence, String> headers = new HashMap<>(encoded.headers());
        headers.put(HttpHeaders.CONTENT_ENCODING, coding.name().toLowerCase(Locale.ROOT));
        headers.put(HttpHeaders.VARY, "accept-encoding");
        return new Answer(status, new Encoded(coding.encode(encoded.body()), headers), failure);
    }
}

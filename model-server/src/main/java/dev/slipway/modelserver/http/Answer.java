package dev.slipway.modelserver.http;

import dev.slipway.modelserver.metrics.FailureKind;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What goes back to the client.
 *
 * @param status the HTTP status
 * @param body JSON
 * @param failure how it is counted, when it is an error
 */
record Answer(int status, Body body, Optional<FailureKind> failure) {

    /** Bytes of a body. */
    static final class Body {
        private final byte[] bytes;

        Body(byte[] bytes) {
            this.bytes = bytes;
        }

        byte[] bytes() {
            return bytes;
        }
    }

    static Answer ok(byte[] body) {
        return new Answer(200, new Body(body), Optional.empty());
    }

    static Answer error(int status, FailureKind failure, String message) {
        byte[] body = ErrorBody.of(message).getBytes(StandardCharsets.UTF_8);
        return new Answer(status, new Body(body), Optional.of(failure));
    }
}

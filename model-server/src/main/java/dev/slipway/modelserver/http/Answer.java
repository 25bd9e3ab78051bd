package dev.slipway.modelserver.http;

import dev.slipway.modelserver.inference.InferenceFailure;
import io.vertx.core.buffer.Buffer;
import java.util.Optional;

/**
 * What goes back to the client.
 *
 * @param status the HTTP status
 * @param body JSON
 * @param failure why it is an error, when it is one
 */
record Answer(int status, Buffer body, Optional<InferenceFailure> failure) {

    static Answer ok(byte[] body) {
        return new Answer(200, Buffer.buffer(body), Optional.empty());
    }

    static Answer of(InferenceFailure failure) {
        return new Answer(
                HttpStatus.of(failure.code()), Buffer.buffer(ErrorBody.of(failure.message())), Optional.of(failure));
    }
}

package dev.slipway.workload.objectstore;

import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;

/**
 * Single calls of an S3 store: signed, made again after a broken connection, a refusal in our words.
 *
 * @param endpoint where the store is and who asks, read for each call
 * @param secretField the field that names the Secret, for messages
 */
record S3Calls(HttpExchange exchange, S3Endpoint.Source endpoint, String secretField) {
    /** As often as this a call is made whose connection breaks. */
    static final int PATIENT = 4;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);

    /**
     * What is called.
     *
     * @param method of HTTP
     * @param where object, or bucket where the key is empty
     * @param query encoded, or empty
     * @param headers of the call
     * @param body the bytes between position and limit
     * @param attempts 1 where a second call would not mean the same
     */
    record Call(
            String method, S3Location where, String query, Map<String, String> headers, ByteBuffer body, int attempts) {
        static Call of(String method, S3Location where, String query) {
            return new Call(method, where, query, Map.of(), ByteBuffer.allocate(0), PATIENT);
        }

        Call with(Map<String, String> more) {
            return new Call(method, where, query, more, body, attempts);
        }

        Call sending(ByteBuffer bytes) {
            return new Call(method, where, query, headers, bytes, attempts);
        }

        Call once() {
            return new Call(method, where, query, headers, body, 1);
        }
    }

    /** An answer that is whole, whatever its status. */
    record Answer(HttpResponse<InputStream> response, ByteBuffer body) {
        int status() {
            return response.statusCode();
        }

        HttpHeaders headers() {
            return response.headers();
        }

        byte[] bytes() {
            byte[] bytes = new byte[body.remaining()];
            body.duplicate().get(bytes);
            return bytes;
        }

        String header(String name) {
            return headers().firstValue(name).orElse("");
        }
    }

    S3Store store(S3Location where) {
        return new S3Store(where, endpoint, secretField, InstantSource.system());
    }

    /** The answer with status 2xx, or one of {@code accepted}; anything else is told as a failure. */
    Answer call(Call call, int limit, int... accepted) throws FailureException {
        Duration pause = FIRST_PAUSE;
        for (int attempt = 1; ; attempt++) {
            try {
                return attempt(call, limit, accepted);
            } catch (BrokenConnectionException e) {
                if (attempt >= call.attempts()) {
                    throw e.told();
                }
                sleep(pause, e);
                pause = pause.multipliedBy(2);
            }
        }
    }

    private Answer attempt(Call call, int limit, int... accepted) throws FailureException, BrokenConnectionException {
        S3Store store = store(call.where());
        StoreRequest request = new StoreRequest(
                call.method(),
                endpoint.read().address(call.where().bucket(), call.where().key(), call.query()),
                call.headers(),
                call.body().duplicate());
        HttpResponse<InputStream> response = connected(request, store);
        try {
            if (!accepts(response.statusCode(), accepted)) {
                throw store.refusal(response);
            }
            return new Answer(response, ByteBuffer.wrap(exchange.body(response, limit)));
        } catch (IOException e) {
            throw new BrokenConnectionException(new FailureException(
                    CommonReason.ArtifactUnavailable, "%s: the store cut its answer off.".formatted(call.where()), e));
        } finally {
            HttpExchange.drop(response);
        }
    }

    private HttpResponse<InputStream> connected(StoreRequest request, S3Store store)
            throws FailureException, BrokenConnectionException {
        try {
            return exchange.patiently(request, store);
        } catch (FailureException e) {
            if (e.failure().reason() == CommonReason.ArtifactUnavailable
                    && !Thread.currentThread().isInterrupted()) {
                throw new BrokenConnectionException(e);
            }
            throw e;
        }
    }

    private static boolean accepts(int status, int... accepted) {
        if (status / 100 == 2) {
            return true;
        }
        for (int one : accepted) {
            if (one == status) {
                return true;
            }
        }
        return false;
    }

    private static void sleep(Duration pause, BrokenConnectionException cause) throws FailureException {
        try {
            Thread.sleep(pause);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw cause.told();
        }
    }

    /** The call may not have arrived, or not its answer. */
    private static final class BrokenConnectionException extends Exception {
        private final transient FailureException told;

        BrokenConnectionException(FailureException told) {
            super(told);
            this.told = told;
        }

        FailureException told() {
            return told;
        }
    }
}

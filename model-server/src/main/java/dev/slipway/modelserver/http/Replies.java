package dev.slipway.modelserver.http;

import dev.slipway.modelserver.inference.InferenceFailure;
import dev.slipway.workload.memory.Room;
import dev.slipway.workload.metrics.MetricsText;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Writes answers; while the server drains, each one asks its client to come back on another connection. */
final class Replies {
    private static final CharSequence CONTENT_TYPE = HttpHeaders.createOptimized("content-type");
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final long LINGER_MILLIS = 1000;
    private static final long LONGEST_ANSWER_MILLIS = 60_000;
    /** Of the length of a body that is thrown away: below 100 kB. */
    private static final int SHORT_DIGITS = 5;

    private final Vertx vertx;
    private final BooleanSupplier draining;

    Replies(Vertx vertx, BooleanSupplier draining) {
        this.vertx = vertx;
        this.draining = draining;
    }

    /** Answers a request whose body has been read, or is read in the background. */
    void send(HttpServerRequest request, int status, Buffer body) {
        Future<Void> _ = send(request, status, new Encoded(body, Encoded.JSON_HEADERS));
    }

    private Future<Void> send(HttpServerRequest request, int status, Encoded encoded) {
        HttpServerResponse response = request.response();
        if (response.closed() || response.ended()) {
            return Future.succeededFuture();
        }
        response.setStatusCode(status);
        encoded.headers().forEach(response::putHeader);
        if (draining.getAsBoolean()) {
            response.putHeader("connection", "close");
            return response.end(encoded.body())
                    .onComplete(sent -> request.connection().close());
        }
        return response.end(encoded.body());
    }

    /** Answers a scrape. */
    void metrics(HttpServerRequest request, Buffer text) {
        Future<Void> _ =
                send(request, 200, new Encoded(text, Map.of(HttpHeaders.CONTENT_TYPE, MetricsText.CONTENT_TYPE)));
    }

    /** Answers an admitted request. */
    void send(HttpServerRequest request, Answer answer) {
        answer.failure().ifPresent(failure -> retryAfter(request.response(), failure));
        Future<Void> _ = send(request, answer.status(), answer.encoded());
    }

    /** Answers an admitted request with much, which has its room until the client has it, or has had its time. */
    void sendLong(HttpServerRequest request, Answer answer, Room room) {
        long timer = vertx.setTimer(
                LONGEST_ANSWER_MILLIS, late -> request.connection().close());
        send(request, answer.status(), answer.encoded()).onComplete(sent -> {
            vertx.cancelTimer(timer);
            room.close();
        });
    }

    /** Refuses by the headers alone. */
    void refuseUnread(HttpServerRequest request, InferenceFailure failure) {
        retryAfter(request.response(), failure);
        refuseUnread(request, HttpStatus.of(failure.code()), failure.message());
    }

    private static void retryAfter(HttpServerResponse response, InferenceFailure failure) {
        if (failure.retryAfterMillis() > 0 && !response.headWritten()) {
            response.putHeader("retry-after", String.valueOf(failure.retryAfterSeconds()));
        }
    }

    void error(HttpServerRequest request, int status, String message) {
        send(request, status, Buffer.buffer(ErrorBody.of(message)));
    }

    /**
     * Answers without reading the body, and ends the connection unless the body is short: then to throw it away costs less than
     * a new connection does, which under load would be taken from those who are served. What the client still sends is thrown
     * away for a moment at least: closing at once would reset the connection before the client has read the answer.
     */
    void refuseUnread(HttpServerRequest request, int status, String message) {
        if (request.isEnded()) {
            error(request, status, message);
            return;
        }
        HttpServerResponse response = request.response();
        if (response.closed() || response.ended()) {
            return;
        }
        request.handler(discarded -> {});
        request.exceptionHandler(gone -> {});
        boolean goesOn = isShort(request) && !draining.getAsBoolean();
        response.setStatusCode(status).putHeader(CONTENT_TYPE, JSON);
        if (!goesOn) {
            response.putHeader("connection", "close");
        }
        long timer = vertx.setTimer(LINGER_MILLIS, fired -> request.connection().close());
        request.endHandler(ended -> {
            vertx.cancelTimer(timer);
            if (!goesOn) {
                request.connection().close();
            }
        });
        response.end(Buffer.buffer(ErrorBody.of(message)));
    }

    /** A client that waits for 100-continue may send its body after the refusal, or not. */
    private static boolean isShort(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length != null && length.length() <= SHORT_DIGITS && request.getHeader(HttpHeaders.EXPECT) == null;
    }
}

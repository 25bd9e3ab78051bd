package dev.slipway.modelserver.http;

import dev.slipway.modelserver.inference.InferenceFailure;
import dev.slipway.workload.metrics.MetricsText;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** Writes answers; while the server drains, each one asks its client to come back on another connection. */
final class Replies {
    private static final CharSequence CONTENT_TYPE = io.vertx.core.http.HttpHeaders.createOptimized("content-type");
    private static final CharSequence JSON = io.vertx.core.http.HttpHeaders.createOptimized("application/json");
    private static final long LINGER_MILLIS = 1000;

    private final Vertx vertx;
    private final BooleanSupplier draining;

    Replies(Vertx vertx, BooleanSupplier draining) {
        this.vertx = vertx;
        this.draining = draining;
    }

    /** Answers a request whose body has been read, or is read in the background. */
    void send(HttpServerRequest request, int status, Buffer body) {
        send(request, status, new Encoded(body, Encoded.JSON_HEADERS));
    }

    private void send(HttpServerRequest request, int status, Encoded encoded) {
        HttpServerResponse response = request.response();
        if (response.closed() || response.ended()) {
            return;
        }
        response.setStatusCode(status);
        encoded.headers().forEach(response::putHeader);
        if (draining.getAsBoolean()) {
            response.putHeader("connection", "close");
            response.end(encoded.body()).onComplete(sent -> request.connection().close());
        } else {
            response.end(encoded.body());
        }
    }

    /** Answers a scrape. */
    void metrics(HttpServerRequest request, Buffer text) {
        send(
                request,
                200,
                new Encoded(text, Map.of(io.vertx.core.http.HttpHeaders.CONTENT_TYPE, MetricsText.CONTENT_TYPE)));
    }

    /** Answers an admitted request. */
    void send(HttpServerRequest request, Answer answer) {
        answer.failure().ifPresent(failure -> retryAfter(request.response(), failure));
        send(request, answer.status(), answer.encoded());
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
     * Answers without reading the body and ends the connection. What the client still sends is thrown away for a moment:
     * closing at once would reset the connection before the client has read the answer.
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
        response.setStatusCode(status).putHeader(CONTENT_TYPE, JSON).putHeader("connection", "close");
        long timer = vertx.setTimer(LINGER_MILLIS, fired -> request.connection().close());
        request.endHandler(ended -> {
            vertx.cancelTimer(timer);
            request.connection().close();
        });
        response.end(Buffer.buffer(ErrorBody.of(message)));
    }
}

package dev.slipway.featureserver.http;

import dev.slipway.featureserver.codec.ByteSink;
import dev.slipway.featureserver.metrics.ServerMetrics;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** One request and its one answer. */
final class Exchange {
    private static final CharSequence CONTENT_TYPE = HttpHeaders.createOptimized("content-type");
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final CharSequence PROBLEM = HttpHeaders.createOptimized("application/problem+json");
    private static final CharSequence COMPAT = HttpHeaders.createOptimized("x-feast-compat");

    private final HttpServerRequest request;
    private final String endpoint;
    private final ServerMetrics metrics;
    private final BooleanSupplier draining;
    private final long startNanos = System.nanoTime();
    private boolean answered;

    Exchange(HttpServerRequest request, String endpoint, ServerMetrics metrics, BooleanSupplier draining) {
        this.request = request;
        this.endpoint = endpoint;
        this.metrics = metrics;
        this.draining = draining;
        metrics.enter();
        request.response().closeHandler(gone -> gone());
        request.exceptionHandler(gone -> gone());
    }

    HttpServerRequest request() {
        return request;
    }

    long startNanos() {
        return startNanos;
    }

    boolean answered() {
        return answered;
    }

    /** Answers with JSON. A buffer on the heap: Vert.x does not release a pooled one that it is given. */
    void json(int status, ByteSink body) {
        end(status, JSON, Buffer.buffer(body.toByteArray()));
    }

    /** Answers with JSON. */
    void json(int status, String body) {
        end(status, JSON, Buffer.buffer(body));
    }

    void empty(int status) {
        end(status, null, Buffer.buffer());
    }

    void fail(RequestException e) {
        boolean compat = "1".equals(request.getHeader(COMPAT));
        end(e.status(compat), compat ? JSON : PROBLEM, Buffer.buffer(e.body(compat)));
    }

    private void end(int status, @Nullable CharSequence type, Buffer body) {
        if (answered) {
            return;
        }
        answered = true;
        metrics.leave(endpoint, status, System.nanoTime() - startNanos);
        HttpServerResponse response = request.response();
        if (response.closed() || response.ended()) {
            return;
        }
        response.setStatusCode(status);
        if (type != null) {
            response.putHeader(CONTENT_TYPE, type);
        }
        if (draining.getAsBoolean()) {
            response.putHeader("connection", "close");
            response.end(body).onComplete(sent -> request.connection().close());
        } else {
            response.end(body);
        }
    }

    private void gone() {
        if (!answered) {
            answered = true;
            metrics.leave(endpoint, 499, System.nanoTime() - startNanos);
        }
    }
}

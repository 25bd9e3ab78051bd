package dev.slipway.modelserver.http;

import dev.slipway.modelserver.telemetry.Arrival;
import dev.slipway.modelserver.telemetry.ObservedRequest;
import dev.slipway.modelserver.telemetry.RequestObserver;
import dev.slipway.modelserver.telemetry.Telemetry;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Tells {@link Telemetry} of each request's begin and end. What lies between asks {@link #get()} whom to tell; it must do
 * so while the request's headers are being handled.
 */
final class ObservedRequests implements Supplier<RequestObserver> {
    private static final int CLIENT_GONE = 499;

    /** Asked for every few seconds by machines. */
    private static final Set<String> NOISE =
            Set.of("/", "/health", "/ready", "/metrics", "/v2/health/live", "/v2/health/ready");

    private final Telemetry telemetry;
    private final ThreadLocal<RequestObserver> current = ThreadLocal.withInitial(() -> RequestObserver.NONE);

    ObservedRequests(Telemetry telemetry) {
        this.telemetry = telemetry;
    }

    /** The same handler, watched; the handler itself where nobody watches. */
    Consumer<HttpServerRequest> around(Consumer<HttpServerRequest> routes) {
        return telemetry.on() ? request -> observe(request, routes) : routes;
    }

    @Override
    public RequestObserver get() {
        return telemetry.on() ? current.get() : RequestObserver.NONE;
    }

    private void observe(HttpServerRequest request, Consumer<HttpServerRequest> routes) {
        Telemetry.Drawn drawn = telemetry.draw();
        ObservedRequest observed =
                drawn.nobody() && !request.headers().contains(Arrival.TRACEPARENT) ? null : begin(drawn, request);
        if (observed == null) {
            routes.accept(request);
            return;
        }
        request.response().endHandler(over -> ended(observed, request));
        current.set(observed);
        try {
            routes.accept(request);
        } finally {
            current.remove();
        }
    }

    private @Nullable ObservedRequest begin(Telemetry.Drawn drawn, HttpServerRequest request) {
        String path = String.valueOf(request.path());
        return NOISE.contains(path) ? null : telemetry.begin(drawn, arrival(request, path));
    }

    private static Arrival arrival(HttpServerRequest request, String path) {
        MultiMap headers = request.headers();
        return new Arrival(
                request.method().name(),
                path,
                headers.get("x-request-id"),
                headers.getAll(Arrival.TRACEPARENT),
                headers.get("tracestate"));
    }

    private void ended(ObservedRequest observed, HttpServerRequest request) {
        HttpServerResponse response = request.response();
        int status = response.ended() ? response.getStatusCode() : CLIENT_GONE;
        telemetry.end(observed, status, request.bytesRead(), response.bytesWritten());
    }
}

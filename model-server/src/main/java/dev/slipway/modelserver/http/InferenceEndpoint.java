package dev.slipway.modelserver.http;

import dev.slipway.modelserver.config.ModelServerConfig.Limits;
import dev.slipway.modelserver.metrics.FailureKind;
import dev.slipway.modelserver.metrics.ModelMetrics;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/**
 * Takes inference requests of one protocol: what can be refused by the headers alone is refused before a byte of the
 * body is kept, then the request is admitted or rejected at once.
 */
final class InferenceEndpoint implements Consumer<HttpServerRequest> {
    private final Shared shared;
    private final Protocol protocol;

    InferenceEndpoint(Shared shared, Protocol protocol) {
        this.shared = shared;
        this.protocol = protocol;
    }

    /**
     * What all requests of a server have in common.
     *
     * @param vertx timers
     * @param inference decode, run, encode
     * @param placement loop or worker
     * @param workers the bounded pool
     * @param limits bounds
     * @param metrics counters
     * @param replies writes answers
     */
    record Shared(
            Vertx vertx,
            Inference inference,
            Placement placement,
            Executor workers,
            Limits limits,
            ModelMetrics metrics,
            Replies replies) {}

    @Override
    public void accept(HttpServerRequest request) {
        try {
            long length = checkHeaders(request);
            if (length > shared.limits().maxBodyBytes()) {
                throw tooLarge(shared.limits());
            }
        } catch (RequestException e) {
            shared.metrics().failed(FailureKind.OTHER);
            shared.replies().refuseUnread(request, e.status(), String.valueOf(e.getMessage()));
            return;
        }
        if (!shared.metrics().enter(shared.limits().maxInFlight())) {
            shared.metrics().failed(FailureKind.REJECTED);
            request.response().putHeader("retry-after", "1");
            shared.replies().refuseUnread(request, 429, "The server is busy; try again.");
            return;
        }
        new InferenceExchange(shared, protocol, request).start();
    }

    static RequestException tooLarge(Limits limits) {
        return new RequestException(
                413, "The body is larger than the limit of %d bytes.".formatted(limits.maxBodyBytes()));
    }

    private static long checkHeaders(HttpServerRequest request) throws RequestException {
        if (request.getHeader("inference-header-content-length") != null) {
            throw RequestException.unsupported("Binary tensors are not supported yet; send JSON data.");
        }
        String encoding = request.getHeader("content-encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            throw new RequestException(415, "The content encoding '%s' is not supported.".formatted(encoding));
        }
        String length = request.getHeader("content-length");
        return length == null ? 0 : Long.parseLong(length);
    }
}

package dev.slipway.modelserver.http;

import dev.slipway.modelserver.config.ModelServerConfig.Limits;
import dev.slipway.modelserver.enrichment.Enrichment;
import dev.slipway.modelserver.enrichment.RequestForm;
import dev.slipway.modelserver.inference.FailureCode;
import dev.slipway.modelserver.inference.InferenceFailure;
import dev.slipway.modelserver.inference.InferenceService;
import dev.slipway.modelserver.inference.RequestException;
import dev.slipway.modelserver.inference.RequestMemory;
import dev.slipway.modelserver.json.NonFinite;
import dev.slipway.modelserver.metrics.ModelMetrics;
import dev.slipway.modelserver.telemetry.RequestObserver;
import dev.slipway.workload.memory.NoRoomException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Takes inference requests of one protocol: what can be refused by the headers alone is refused before a byte of the
 * body is kept, then the request is admitted or rejected at once.
 */
final class InferenceEndpoint implements Consumer<HttpServerRequest> {
    private static final InferenceFailure BUSY =
            new InferenceFailure(FailureCode.RESOURCE_EXHAUSTED, "The server is busy; try again.", 1000);

    private final Shared shared;
    private final Codec codec;
    private final boolean tails;

    /** Requests of this protocol, which has its rows in this form. */
    InferenceEndpoint(Shared shared, Protocol protocol, RequestForm form) {
        this.shared = shared;
        this.tails = form == RequestForm.TENSORS;
        this.codec = new Codec(
                protocol,
                shared.metrics(),
                shared.enrichment().map(enrichment -> new Codec.Completion(enrichment, form)));
    }

    /**
     * What all requests of a server have in common.
     *
     * @param vertx timers
     * @param service the model
     * @param limits bounds
     * @param memory what all requests may take together
     * @param metrics counters
     * @param replies writes answers
     * @param observers who is told of the request that is being handled
     * @param enrichment completes requests that name an entity
     */
    record Shared(
            Vertx vertx,
            InferenceService service,
            Limits limits,
            RequestMemory memory,
            ModelMetrics metrics,
            Replies replies,
            Supplier<RequestObserver> observers,
            Optional<Enrichment> enrichment) {}

    @Override
    public void accept(HttpServerRequest request) {
        NonFinite form;
        long length;
        try {
            form = NonFiniteQuery.read(request.query());
            length = checkHeaders(request);
            if (length > shared.limits().maxBodyBytes()) {
                refuse(request, tooLarge(shared.limits()));
                return;
            }
        } catch (RequestException e) {
            refuse(request, e.failure());
            return;
        }
        if (!shared.metrics().enter(shared.limits().maxInFlight())) {
            refuse(request, BUSY);
            return;
        }
        try {
            int json = tails ? BinaryTail.before(request.headers(), (int) length) : -1;
            CollectedBody body = new CollectedBody(
                    shared.memory().bodies(), (int) length, shared.limits().maxBodyBytes(), json);
            new InferenceExchange(shared, codec, request, form, body).start();
        } catch (NoRoomException e) {
            shared.metrics().leave();
            refuse(request, InferenceFailure.noRoom(e));
        }
    }

    private void refuse(HttpServerRequest request, InferenceFailure failure) {
        shared.metrics().failed(failure.code().kind());
        shared.replies().refuseUnread(request, failure);
    }

    static InferenceFailure tooLarge(Limits limits) {
        return InferenceFailure.of(
                FailureCode.TOO_LARGE,
                "The body is larger than the limit of %d bytes.".formatted(limits.maxBodyBytes()));
    }

    private static long checkHeaders(HttpServerRequest request) throws RequestException {
        ContentCoding.of(request.getHeader(HttpHeaders.CONTENT_ENCODING));
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null ? 0 : Long.parseLong(length);
    }
}

package dev.slipway.modelserver.http;

import dev.slipway.modelserver.enrichment.EntityRequest;
import dev.slipway.modelserver.http.InferenceEndpoint.Shared;
import dev.slipway.modelserver.inference.InferenceFailure;
import dev.slipway.modelserver.inference.InferenceRequest;
import dev.slipway.modelserver.inference.InferenceService.Completion;
import dev.slipway.modelserver.inference.InferenceService.Pending;
import dev.slipway.modelserver.inference.Origin;
import dev.slipway.modelserver.inference.RequestException;
import dev.slipway.modelserver.json.NonFinite;
import dev.slipway.modelserver.metrics.FailureKind;
import dev.slipway.modelserver.onnx.InferenceResult;
import dev.slipway.modelserver.telemetry.RequestObserver;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.impl.ContextInternal;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * One admitted request from its headers to its answer. All methods run on the request's event loop but those that the
 * workers run, which hand their answer back to it.
 */
final class InferenceExchange {
    private static final int LARGEST_LOOP_BODY = 1 << 16;

    private final Shared shared;
    private final Codec codec;
    private final HttpServerRequest request;
    private final NonFinite form;
    private final RequestObserver observer;
    private final ContextInternal context =
            (ContextInternal) Objects.requireNonNull(Vertx.currentContext(), "not on an event loop");
    private final long startNanos = System.nanoTime();
    private final SlowBodies slowBodies;
    private final CollectedBody body = new CollectedBody();
    private Pending pending = Pending.DONE;
    private boolean over;

    InferenceExchange(Shared shared, Codec codec, HttpServerRequest request, NonFinite form) {
        this.shared = shared;
        this.codec = codec;
        this.request = request;
        this.form = form;
        this.observer = shared.observers().get();
        this.slowBodies = SlowBodies.of(context);
    }

    void start() {
        request.handler(this::chunk);
        request.endHandler(ended -> bodyComplete());
        request.exceptionHandler(broken -> clientGone());
        if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            request.response().writeContinue();
        }
        slowBodies.add(this, startNanos);
    }

    private void chunk(Buffer chunk) {
        if (over) {
            return;
        }
        if (body.length() + chunk.length() > shared.limits().maxBodyBytes()) {
            leave(FailureKind.OTHER);
            shared.replies().refuseUnread(request, InferenceEndpoint.tooLarge(shared.limits()));
            return;
        }
        body.add(chunk);
    }

    private void bodyComplete() {
        if (over) {
            return;
        }
        slowBodies.remove(this);
        byte[] bytes = body.take();
        boolean compressed = request.headers().contains(HttpHeaders.CONTENT_ENCODING);
        if (compressed || bytes.length > LARGEST_LOOP_BODY) {
            pending = shared.service().offload(() -> decompress(bytes), failure -> deliver(Answer.of(failure)));
        } else {
            begin(bytes);
        }
    }

    private void decompress(byte[] bytes) {
        try {
            ContentCoding coding = ContentCoding.of(request.getHeader(HttpHeaders.CONTENT_ENCODING));
            begin(
                    coding == ContentCoding.IDENTITY
                            ? bytes
                            : coding.decode(bytes, shared.limits().maxBodyBytes()));
        } catch (RequestException e) {
            deliver(Answer.of(e.failure()));
        } catch (ContentCoding.TooLargeException e) {
            deliver(Answer.of(InferenceEndpoint.tooLarge(shared.limits())));
        }
    }

    /** On the event loop, or on a worker for a large body. */
    private void begin(byte[] bytes) {
        try {
            Optional<EntityRequest> named = codec.named(bytes, request.headers());
            if (named.isPresent()) {
                context.runOnContext(ignored -> complete(named.get()));
            } else {
                infer(new RequestBody(bytes, request.headers()));
            }
        } catch (RequestException e) {
            deliver(Answer.of(e.failure()));
        } catch (RuntimeException e) {
            deliver(Answer.of(InferenceFailure.defect(e)));
        }
    }

    /** On the event loop. */
    private void complete(EntityRequest named) {
        if (over) {
            return;
        }
        pending = codec.complete(named, this::completed, failure -> deliver(Answer.of(failure)));
    }

    private void completed(byte[] bytes) {
        RequestBody whole = RequestBody.completed(bytes, request.headers());
        if (bytes.length > LARGEST_LOOP_BODY) {
            pending = shared.service().offload(() -> infer(whole), failure -> deliver(Answer.of(failure)));
        } else {
            infer(whole);
        }
    }

    /** On the event loop, or on a worker for a large body. */
    private void infer(RequestBody whole) {
        try {
            switch (codec.decode(whole)) {
                case Codec.Decoded.Refused refused -> deliver(Answer.of(refused.failure()));
                case Codec.Decoded.Ready ready -> {
                    InferenceRequest tensors = ready.call().request();
                    observer.decoded(tensors.id(), tensors.rows());
                    if (ready.call().explaining().isEmpty()) {
                        run(ready.call());
                    } else {
                        explain(ready.call(), ready.call().explaining().get());
                    }
                }
            }
        } catch (RuntimeException e) {
            deliver(Answer.of(InferenceFailure.defect(e)));
        }
    }

    private void run(Protocol.Call call) {
        pending = shared.service().infer(call.request(), new Encoding(call));
    }

    private void explain(Protocol.Call call, Protocol.Explaining explaining) {
        pending = shared.service()
                .offload(() -> explained(call.request(), explaining), failure -> unexplained(call.request(), failure));
    }

    /** On a worker; the request is the service's again once it runs. */
    private void explained(InferenceRequest tensors, Protocol.Explaining explaining) {
        Protocol.Encoder encoder;
        try {
            long start = System.nanoTime();
            encoder = explaining.explain(tensors);
            shared.metrics().explained(System.nanoTime() - start);
        } catch (RequestException e) {
            unexplained(tensors, e.failure());
            return;
        } catch (RuntimeException e) {
            unexplained(tensors, InferenceFailure.defect(e));
            return;
        }
        run(new Protocol.Call(tensors, encoder));
    }

    private void unexplained(InferenceRequest tensors, InferenceFailure failure) {
        tensors.close();
        deliver(Answer.of(failure));
    }

    /** Encodes where the model ran, so that a large answer costs a worker, not the loop. */
    private final class Encoding implements Completion {
        private final Protocol.Call call;

        Encoding(Protocol.Call call) {
            this.call = call;
        }

        @Override
        public void succeeded(InferenceResult result) {
            Answer answer = encode(result);
            ContentCoding coding = ContentCoding.accepted(request.getHeader(HttpHeaders.ACCEPT_ENCODING));
            if (!answer.worth(coding)) {
                deliver(answer);
            } else if (context.inThread() && answer.encoded().body().length() > LARGEST_LOOP_BODY) {
                shared.service().offload(() -> deliver(answer.compressed(coding)), busy -> deliver(answer));
            } else {
                deliver(answer.compressed(coding));
            }
        }

        /** A defect must cost its own request, not a worker and a slot. */
        private Answer encode(InferenceResult result) {
            try {
                return codec.encode(call, result, form);
            } catch (RuntimeException e) {
                return Answer.of(InferenceFailure.defect(e));
            }
        }

        @Override
        public void failed(InferenceFailure failure) {
            deliver(Answer.of(failure));
        }

        @Override
        public void waited(long nanos) {
            observer.waited(nanos);
        }

        @Override
        public void computed(long nanos) {
            observer.computed(nanos);
        }

        @Override
        public @Nullable Executor loop() {
            return context.inThread() ? context.nettyEventLoop() : null;
        }

        @Override
        public Origin origin() {
            return new Origin(
                    startNanos,
                    request.getHeader(Origin.REQUEST_ID_HEADER),
                    request.getHeader(Origin.ENTITY_HEADER),
                    request.getHeader(Origin.ARM_HEADER));
        }
    }

    private void deliver(Answer answer) {
        if (context.inThread()) {
            finish(answer);
        } else {
            context.runOnContext(ignored -> finish(answer));
        }
    }

    private void finish(Answer answer) {
        if (over) {
            return;
        }
        if (answer.failure().isPresent()) {
            leave(answer.failure().get().code().kind());
        } else {
            shared.metrics().succeeded(System.nanoTime() - startNanos);
            leave();
        }
        shared.replies().send(request, answer);
    }

    private void clientGone() {
        if (!over) {
            leave(FailureKind.CANCELED);
            pending.cancel();
        }
    }

    /** The body has had its time. */
    void bodyTooSlow() {
        if (!over && !request.isEnded()) {
            leave(FailureKind.CANCELED);
            shared.replies().refuseUnread(request, 408, "The body did not arrive within 30 seconds.");
        }
    }

    private void leave(FailureKind kind) {
        shared.metrics().failed(kind, System.nanoTime() - startNanos);
        leave();
    }

    private void leave() {
        over = true;
        slowBodies.remove(this);
        shared.metrics().leave();
    }
}

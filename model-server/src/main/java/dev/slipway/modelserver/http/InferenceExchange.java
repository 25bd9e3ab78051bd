package dev.slipway.modelserver.http;

import dev.slipway.modelserver.enrichment.EntityRequest;
import dev.slipway.modelserver.http.InferenceEndpoint.Shared;
import dev.slipway.modelserver.inference.InferenceFailure;
import dev.slipway.modelserver.inference.InferenceRequest;
import dev.slipway.modelserver.inference.InferenceService.Pending;
import dev.slipway.modelserver.inference.RequestException;
import dev.slipway.modelserver.json.NonFinite;
import dev.slipway.modelserver.metrics.FailureKind;
import dev.slipway.modelserver.telemetry.RequestObserver;
import dev.slipway.workload.memory.ByteBudget;
import dev.slipway.workload.memory.NoRoomException;
import dev.slipway.workload.memory.Room;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.impl.ContextInternal;
import java.util.Objects;
import java.util.Optional;
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
    private final CollectedBody body;
    private Pending pending = Pending.DONE;
    private boolean over;

    InferenceExchange(Shared shared, Codec codec, HttpServerRequest request, NonFinite form, CollectedBody body) {
        this.shared = shared;
        this.body = body;
        this.codec = codec;
        this.request = request;
        this.form = form;
        this.observer = shared.observers().get();
        this.slowBodies = SlowBodies.of(context);
    }

    @SuppressWarnings("deprecation") // the one way to the memory below
    void start() {
        request.handler(chunk -> chunk(chunk.getByteBuf()));
        if (body.copies()) {
            BodyTap.take(request, chunk -> context.dispatch(chunk, this::chunk));
        }
        request.endHandler(ended -> bodyComplete());
        request.exceptionHandler(broken -> clientGone());
        if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            request.response().writeContinue();
        }
        slowBodies.add(this, startNanos);
    }

    private void chunk(ByteBuf chunk) {
        if (over) {
            return;
        }
        if (body.length() + chunk.readableBytes() > shared.limits().maxBodyBytes()) {
            refuseUnread(InferenceEndpoint.tooLarge(shared.limits()));
            return;
        }
        try {
            body.add(chunk);
        } catch (NoRoomException e) {
            refuseUnread(InferenceFailure.noRoom(e));
        }
    }

    private void refuseUnread(InferenceFailure failure) {
        leave(failure.code().kind());
        shared.replies().refuseUnread(request, failure);
    }

    private void bodyComplete() {
        if (over) {
            return;
        }
        slowBodies.remove(this);
        RequestBody whole;
        try {
            whole = body.take(request.headers());
        } catch (NoRoomException e) {
            finish(Answer.of(InferenceFailure.noRoom(e)), null);
            return;
        }
        boolean compressed = request.headers().contains(HttpHeaders.CONTENT_ENCODING);
        if (compressed || whole.length() > LARGEST_LOOP_BODY) {
            offload(() -> decompress(whole));
        } else {
            begin(whole);
        }
    }

    /** The worker has the body's memory, and with it the room, until it is done, also when the client has gone meanwhile. */
    private void offload(Runnable work) {
        Room room = body.room();
        pending = shared.service().offload(() -> room.during(work), failure -> deliver(Answer.of(failure)));
    }

    private void decompress(RequestBody whole) {
        try {
            ContentCoding coding = ContentCoding.of(request.getHeader(HttpHeaders.CONTENT_ENCODING));
            begin(
                    coding == ContentCoding.IDENTITY
                            ? whole
                            : whole.with(
                                    coding.decode(whole.bytes(), shared.limits().maxBodyBytes(), body.room())));
        } catch (RequestException e) {
            deliver(Answer.of(e.failure()));
        } catch (ContentCoding.TooLargeException e) {
            deliver(Answer.of(InferenceEndpoint.tooLarge(shared.limits())));
        } catch (NoRoomException e) {
            deliver(Answer.of(InferenceFailure.noRoom(e)));
        }
    }

    /** On the event loop, or on a worker for a large body. */
    private void begin(RequestBody whole) {
        try {
            Optional<EntityRequest> named = codec.named(whole, body::room);
            if (named.isPresent()) {
                context.runOnContext(ignored -> complete(named.get()));
            } else {
                infer(whole);
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
        try {
            body.completed(bytes.length);
        } catch (NoRoomException e) {
            deliver(Answer.of(InferenceFailure.noRoom(e)));
            return;
        }
        RequestBody whole = RequestBody.completed(bytes, request.headers());
        if (bytes.length > LARGEST_LOOP_BODY) {
            offload(() -> infer(whole));
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
        pending = shared.service()
                .infer(
                        call.request(),
                        new Answering(
                                shared,
                                codec,
                                call,
                                new Answering.Asked(request, form, context, observer, startNanos),
                                this::deliver));
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

    private void deliver(Answer answer) {
        deliver(answer, null);
    }

    /** An answer and the room that it has already. */
    private void deliver(Answer answer, @Nullable Room room) {
        if (context.inThread()) {
            finish(answer, room);
        } else {
            context.runOnContext(ignored -> finish(answer, room));
        }
    }

    private void finish(Answer answer, @Nullable Room has) {
        int length = answer.encoded().body().length();
        if (over || length <= ByteBudget.SMALL) {
            if (has != null) {
                has.close();
            }
            if (!over) {
                left(answer);
                shared.replies().send(request, answer);
            }
            return;
        }
        Room room = has == null ? shared.memory().answers().room() : has;
        try {
            room.require(length, "an answer of " + length + " bytes");
        } catch (NoRoomException e) {
            finish(Answer.of(InferenceFailure.noRoom(e)), room);
            return;
        }
        left(answer);
        shared.replies().sendLong(request, answer, room);
    }

    private void left(Answer answer) {
        if (answer.failure().isPresent()) {
            leave(answer.failure().get().code().kind());
        } else {
            shared.metrics().succeeded(System.nanoTime() - startNanos);
            leave();
        }
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
        body.close();
        shared.metrics().leave();
    }
}

package dev.slipway.modelserver.http;

import dev.slipway.modelserver.http.InferenceEndpoint.Shared;
import dev.slipway.modelserver.metrics.FailureKind;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One admitted request from its headers to its answer. All methods run on the request's event loop but those that the
 * workers run, which hand their answer back to it.
 */
final class InferenceExchange {
    private static final int LARGEST_LOOP_BODY = 1 << 16;
    private static final long BODY_TIMEOUT_MILLIS = TimeUnit.SECONDS.toMillis(30);

    private final Shared shared;
    private final Protocol protocol;
    private final HttpServerRequest request;
    private final Context context = java.util.Objects.requireNonNull(Vertx.currentContext(), "not on an event loop");
    private final long startNanos = System.nanoTime();
    private @Nullable Buffer body;
    private boolean ownsBody;
    private long bodyTimer = -1;
    private boolean over;

    InferenceExchange(Shared shared, Protocol protocol, HttpServerRequest request) {
        this.shared = shared;
        this.protocol = protocol;
        this.request = request;
    }

    void start() {
        request.handler(this::chunk);
        request.endHandler(ended -> bodyComplete());
        request.exceptionHandler(broken -> clientGone());
        if ("100-continue".equalsIgnoreCase(request.getHeader("expect"))) {
            request.response().writeContinue();
        }
        bodyTimer = shared.vertx().setTimer(BODY_TIMEOUT_MILLIS, fired -> bodyTooSlow());
    }

    private void chunk(Buffer chunk) {
        if (over) {
            return;
        }
        int received = body == null ? 0 : body.length();
        if (received + chunk.length() > shared.limits().maxBodyBytes()) {
            RequestException e = InferenceEndpoint.tooLarge(shared.limits());
            leave(FailureKind.OTHER);
            shared.replies().refuseUnread(request, e.status(), String.valueOf(e.getMessage()));
            return;
        }
        body = body == null ? chunk : owned(body).appendBuffer(chunk);
    }

    /** The first chunk belongs to the connection; from the second on, the body has memory of its own. */
    private Buffer owned(Buffer current) {
        if (!ownsBody) {
            ownsBody = true;
            return Buffer.buffer(2 * LARGEST_LOOP_BODY).appendBuffer(current);
        }
        return current;
    }

    private void bodyComplete() {
        if (over) {
            return;
        }
        shared.vertx().cancelTimer(bodyTimer);
        byte[] bytes = body == null ? new byte[0] : body.getBytes();
        body = null;
        if (bytes.length > LARGEST_LOOP_BODY) {
            offload(() -> decodeAndExecute(bytes));
            return;
        }
        switch (shared.inference().decode(protocol, bytes)) {
            case Inference.Decoded.Refused refused -> finish(refused.answer());
            case Inference.Decoded.Ready ready -> place(ready.call());
        }
    }

    private void place(InferenceCall call) {
        if (!shared.placement().onLoop(call.elementCount())) {
            offload(() -> shared.inference().execute(protocol, call));
            return;
        }
        long start = System.nanoTime();
        Answer answer = shared.inference().execute(protocol, call);
        shared.placement().observeOnLoop(System.nanoTime() - start);
        finish(answer);
    }

    private Answer decodeAndExecute(byte[] bytes) {
        return switch (shared.inference().decode(protocol, bytes)) {
            case Inference.Decoded.Refused refused -> refused.answer();
            case Inference.Decoded.Ready ready -> shared.inference().execute(protocol, ready.call());
        };
    }

    private void offload(java.util.function.Supplier<Answer> work) {
        shared.metrics().queued();
        long queuedAt = System.nanoTime();
        shared.workers().execute(() -> {
            shared.metrics().dequeued(System.nanoTime() - queuedAt);
            Answer answer = guarded(work);
            context.runOnContext(ignored -> finish(answer));
        });
    }

    /** A defect must cost its own request, not a worker and a slot. */
    private static Answer guarded(java.util.function.Supplier<Answer> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            return Replies.defect(e);
        }
    }

    private void finish(Answer answer) {
        if (over) {
            return;
        }
        if (answer.failure().isPresent()) {
            leave(answer.failure().get());
        } else {
            shared.metrics().succeeded(System.nanoTime() - startNanos);
            leave();
        }
        shared.replies()
                .send(request, answer.status(), Buffer.buffer(answer.body().bytes()));
    }

    private void clientGone() {
        if (!over) {
            leave(FailureKind.CANCELED);
        }
    }

    private void bodyTooSlow() {
        if (!over && !request.isEnded()) {
            leave(FailureKind.CANCELED);
            shared.replies().refuseUnread(request, 408, "The body did not arrive within 30 seconds.");
        }
    }

    private void leave(FailureKind kind) {
        shared.metrics().failed(kind);
        leave();
    }

    private void leave() {
        over = true;
        shared.vertx().cancelTimer(bodyTimer);
        shared.metrics().leave();
    }
}

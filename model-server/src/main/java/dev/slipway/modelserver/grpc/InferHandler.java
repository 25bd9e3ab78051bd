package dev.slipway.modelserver.grpc;

import dev.slipway.modelserver.inference.InferenceFailure;
import dev.slipway.modelserver.metrics.FailureKind;
import dev.slipway.workload.grpc.Call;
import dev.slipway.workload.grpc.CallHandler;
import dev.slipway.workload.grpc.GrpcStatus;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** ModelInfer: one request, one answer. It counts as in flight from its headers on. */
final class InferHandler implements CallHandler, Inferring.Listener {
    private final Inferring.Shared shared;
    private final Call call;
    private final long startNanos = System.nanoTime();
    private @Nullable ByteBuf request;
    private @Nullable Inferring inferring;
    private boolean entered;

    InferHandler(Inferring.Shared shared, Call call) {
        this.shared = shared;
        this.call = call;
        this.entered = shared.admit();
        if (!entered) {
            call.finish(Failures.status(Inferring.Shared.BUSY));
        }
    }

    @Override
    public void message(ByteBuf message) {
        if (request != null) {
            message.release();
            refuse("ModelInfer takes one message; the client sent another.");
        } else {
            request = message;
        }
    }

    @Override
    public void halfClosed() {
        ByteBuf message = request;
        if (message == null) {
            refuse("ModelInfer takes one message; the client sent none.");
        } else {
            request = null;
            Inferring started = new Inferring(shared, call, false, this);
            inferring = started;
            started.start(message);
        }
    }

    private void refuse(String why) {
        shared.metrics().failed(FailureKind.OTHER, System.nanoTime() - startNanos);
        call.finish(new GrpcStatus(GrpcStatus.INVALID_ARGUMENT, why));
        drop();
        leave();
    }

    @Override
    public void answered(ByteBuf frame) {
        leave();
        call.answer(frame);
    }

    @Override
    public void failed(String id, InferenceFailure failure) {
        leave();
        call.finish(Failures.status(failure));
    }

    /** What is running runs on, and leaves when it is done; what has not begun never will. */
    @Override
    public void cancelled() {
        if (inferring != null) {
            inferring.cancel();
        } else if (entered) {
            shared.metrics().failed(FailureKind.CANCELED, System.nanoTime() - startNanos);
            leave();
        }
        drop();
    }

    @Override
    public void refused() {
        if (entered) {
            shared.metrics().failed(FailureKind.REJECTED);
            leave();
        }
        drop();
    }

    private void drop() {
        if (request != null) {
            request.release();
            request = null;
        }
    }

    private void leave() {
        if (entered) {
            entered = false;
            shared.metrics().leave();
        }
    }
}

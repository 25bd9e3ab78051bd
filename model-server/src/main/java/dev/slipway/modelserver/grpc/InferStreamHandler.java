package dev.slipway.modelserver.grpc;

import dev.slipway.modelserver.grpc.proto.ModelInferResponse;
import dev.slipway.modelserver.grpc.proto.ModelStreamInferResponse;
import dev.slipway.modelserver.inference.InferenceFailure;
import dev.slipway.modelserver.metrics.FailureKind;
import dev.slipway.workload.grpc.Call;
import dev.slipway.workload.grpc.CallHandler;
import dev.slipway.workload.grpc.Frames;
import dev.slipway.workload.grpc.GrpcStatus;
import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/**
 * ModelStreamInfer: any number of requests, several under way at once, answered in their order. A failed request costs
 * Triton's clients a message with its error, and MLServer's the call, since their answers have no room for an error.
 */
final class InferStreamHandler implements CallHandler {
    private static final int MOST_AT_ONCE = 32;

    private final Inferring.Shared shared;
    private final Call call;
    private final Queue<ByteBuf> waiting = new ArrayDeque<>();
    private final Queue<Turn> turns = new ArrayDeque<>();
    private boolean halfClosed;
    private boolean leaving;
    private boolean proceeding;

    InferStreamHandler(Inferring.Shared shared, Call call) {
        this.shared = shared;
        this.call = call;
    }

    @Override
    public boolean unary() {
        return false;
    }

    @Override
    public boolean wantsMore() {
        return waiting.isEmpty();
    }

    @Override
    public void message(ByteBuf message) {
        waiting.add(message);
        proceed();
    }

    @Override
    public void halfClosed() {
        halfClosed = true;
        proceed();
    }

    @Override
    public void goAway() {
        leaving = true;
        proceed();
    }

    @Override
    public void cancelled() {
        drop();
        turns.forEach(Turn::cancel);
    }

    @Override
    public void refused() {
        shared.metrics().failed(FailureKind.REJECTED);
        cancelled();
    }

    /** Step by step rather than from within each other: many short requests would be a deep stack. */
    private void proceed() {
        if (proceeding) {
            return;
        }
        proceeding = true;
        while (step()) {
            // Until nothing can be done.
        }
        proceeding = false;
        if (call.over()) {
            drop();
        } else if (waiting.isEmpty()) {
            call.resume();
            endWhenDone();
        }
    }

    private boolean step() {
        if (!turns.isEmpty() && turns.element().over) {
            turns.remove().tell();
            return true;
        }
        if (call.over() || waiting.isEmpty() || turns.size() == MOST_AT_ONCE) {
            return false;
        }
        Turn turn = new Turn();
        turns.add(turn);
        turn.begin(waiting.remove());
        return true;
    }

    private void endWhenDone() {
        if (!turns.isEmpty()) {
            return;
        }
        if (halfClosed) {
            call.finish(new GrpcStatus(GrpcStatus.OK, ""));
        } else if (leaving) {
            call.finish(new GrpcStatus(GrpcStatus.UNAVAILABLE, "The server is shutting down; open the stream again."));
        }
    }

    private void drop() {
        waiting.forEach(ByteBuf::release);
        waiting.clear();
    }

    /** One request of the stream. */
    private final class Turn implements Inferring.Listener {
        private final Inferring inferring = new Inferring(shared, call, !CallMetadata.mlserverStream(call), this);
        private @Nullable ByteBuf frame;
        private @Nullable InferenceFailure failure;
        private boolean entered;
        private boolean over;

        void begin(ByteBuf message) {
            entered = shared.admit();
            if (entered) {
                inferring.start(message);
            } else {
                message.release();
                failed("", Inferring.Shared.BUSY);
            }
        }

        void cancel() {
            inferring.cancel();
        }

        @Override
        public void answered(ByteBuf answer) {
            frame = answer;
            end();
        }

        @Override
        public void failed(String id, InferenceFailure why) {
            if (CallMetadata.mlserverStream(call)) {
                failure = why;
            } else {
                ModelInferResponse.Builder named =
                        ModelInferResponse.newBuilder().setId(id);
                frame = Frames.of(
                        call.allocator(),
                        ModelStreamInferResponse.newBuilder()
                                .setErrorMessage(why.message())
                                .setInferResponse(named)
                                .build());
            }
            end();
        }

        private void end() {
            over = true;
            if (entered) {
                shared.metrics().leave();
            }
            proceed();
        }

        void tell() {
            if (frame != null) {
                call.send(frame);
            } else if (failure != null) {
                call.finish(Failures.status(failure));
            }
        }
    }
}

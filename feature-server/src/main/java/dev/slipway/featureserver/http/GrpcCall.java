package dev.slipway.featureserver.http;

import dev.slipway.featureserver.codec.ByteSink;
import dev.slipway.featureserver.codec.MalformedValueException;
import dev.slipway.workload.grpc.Call;
import dev.slipway.workload.grpc.CallHandler;
import dev.slipway.workload.grpc.Frames;
import dev.slipway.workload.grpc.GrpcStatus;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.vertx.core.impl.ContextInternal;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One call that takes one message and gives one, counted as a request is. */
final class GrpcCall implements CallHandler {
    private static final Logger LOG = Logger.getLogger(GrpcCall.class);
    private static final int CLIENT_GONE = 499;

    private final Loop loop;
    private final Call call;
    private final String method;
    private final Answering answering;
    private byte @Nullable [] request;
    private boolean left;

    /** What a method does with its message. */
    interface Answering {
        /** Answers, or begins to. */
        void answer(GrpcCall call, byte[] message) throws RequestException;

        /** The status under {@code x-feast-compat: 1}. */
        GrpcStatus compatible(RequestException why);
    }

    GrpcCall(Loop loop, Call call, String method, Answering answering) {
        this.loop = loop;
        this.call = call;
        this.method = method;
        this.answering = answering;
        loop.metrics().enter();
    }

    @Override
    public void message(ByteBuf message) {
        if (request == null) {
            request = ByteBufUtil.getBytes(message);
        } else {
            finish(
                    400,
                    new GrpcStatus(GrpcStatus.INVALID_ARGUMENT, "The method takes one message; there was another."));
        }
        message.release();
    }

    @Override
    public void halfClosed() {
        byte[] message = request;
        if (message == null) {
            finish(400, new GrpcStatus(GrpcStatus.INVALID_ARGUMENT, "The method takes one message; there was none."));
        } else {
            ((ContextInternal) loop.context()).dispatch(ready -> begin(message));
        }
    }

    @Override
    public void cancelled() {
        leave(CLIENT_GONE);
    }

    long startNanos() {
        return call.startNanos();
    }

    /** Answers with the message that the sink holds. */
    void answer(ByteSink message) {
        if (!call.over()) {
            leave(200);
            ByteBuf frame = Frames.begin(call.allocator(), message.length());
            call.answer(frame.writeBytes(message.array(), 0, message.length()));
        }
    }

    void fail(RequestException why) {
        boolean compat = "1".equals(call.header("x-feast-compat"));
        finish(why.status(compat), compat ? answering.compatible(why) : status(why));
    }

    private void begin(byte[] message) {
        try {
            answering.answer(this, message);
        } catch (RequestException e) {
            fail(e);
        } catch (MalformedValueException e) {
            finish(400, new GrpcStatus(GrpcStatus.INVALID_ARGUMENT, "The message cannot be read: " + e.getMessage()));
        } catch (RuntimeException e) {
            LOG.error("a call met a defect", e);
            finish(
                    500,
                    new GrpcStatus(GrpcStatus.INTERNAL, "The server met an internal error; its log has the details."));
        }
    }

    private static GrpcStatus status(RequestException why) {
        int code =
                switch (why.status(false)) {
                    case 400, 422 -> GrpcStatus.INVALID_ARGUMENT;
                    case 404 -> GrpcStatus.NOT_FOUND;
                    case 413 -> GrpcStatus.RESOURCE_EXHAUSTED;
                    case 503 -> GrpcStatus.UNAVAILABLE;
                    case 504 -> GrpcStatus.DEADLINE_EXCEEDED;
                    default -> GrpcStatus.INTERNAL;
                };
        return new GrpcStatus(code, String.valueOf(why.getMessage()));
    }

    private void finish(int status, GrpcStatus told) {
        leave(status);
        call.finish(told);
    }

    private void leave(int status) {
        if (!left) {
            left = true;
            loop.metrics().leave(method, status, System.nanoTime() - call.startNanos());
        }
    }
}

package dev.slipway.workload.grpc;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** A method that answers one message with one, from what is in memory. */
public final class UnaryHandler<Q extends MessageLite> implements CallHandler {
    private final Call call;
    private final Parser<Q> parser;
    private final Answering<Q> answering;
    private @Nullable Q request;

    /** What the method does. */
    public interface Answering<Q> {
        /** The answer. */
        MessageLite answer(Q request) throws GrpcStatusException;
    }

    /** A handler of this call. */
    public UnaryHandler(Call call, Parser<Q> parser, Answering<Q> answering) {
        this.call = call;
        this.parser = parser;
        this.answering = answering;
    }

    @Override
    public void message(ByteBuf message) {
        try {
            request = parser.parseFrom(message.nioBuffer());
        } catch (InvalidProtocolBufferException e) {
            call.finish(new GrpcStatus(GrpcStatus.INVALID_ARGUMENT, "The message cannot be read: " + e.getMessage()));
        } finally {
            message.release();
        }
    }

    @Override
    public void halfClosed() {
        Q asked = request;
        if (asked == null) {
            call.finish(new GrpcStatus(GrpcStatus.INVALID_ARGUMENT, "The method takes one message; there was none."));
            return;
        }
        try {
            call.answer(Frames.of(call.allocator(), answering.answer(asked)));
        } catch (GrpcStatusException e) {
            call.finish(e.status());
        }
    }
}

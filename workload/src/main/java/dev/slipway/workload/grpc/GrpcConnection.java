package dev.slipway.workload.grpc;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One connection of HTTP/2: where calls begin, write and end. All but {@link #execute} runs on its event loop. */
@SuppressWarnings("FutureReturnValueIgnored") // A write fails with its stream, and the stream tells its call.
final class GrpcConnection extends Http2ConnectionHandler {
    private static final long SWEEP_MILLIS = 250;
    private static final long PING = 0x736c6970776179L;
    private static final long PING_ANSWER_MILLIS = 1000;

    private final Consumer<GrpcConnection> opened;
    private final Consumer<GrpcConnection> closed;
    private final Http2Connection.PropertyKey callKey;
    private @Nullable ChannelHandlerContext context;
    private @Nullable ScheduledFuture<?> sweep;
    private boolean reading;
    private boolean leaving;

    GrpcConnection(
            Http2ConnectionDecoder decoder,
            Http2ConnectionEncoder encoder,
            Http2Settings settings,
            Consumer<GrpcConnection> opened,
            Consumer<GrpcConnection> closed) {
        super(decoder, encoder, settings);
        this.opened = opened;
        this.closed = closed;
        this.callKey = connection().newKey();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext added) throws Exception {
        context = added;
        super.handlerAdded(added);
        sweep = added.executor().scheduleAtFixedRate(this::sweep, SWEEP_MILLIS, SWEEP_MILLIS, TimeUnit.MILLISECONDS);
        opened.accept(this);
    }

    @Override
    public void channelInactive(ChannelHandlerContext gone) throws Exception {
        closed.accept(this);
        if (sweep != null) {
            sweep.cancel(false);
        }
        super.channelInactive(gone);
    }

    @Override
    public void channelRead(ChannelHandlerContext from, Object message) throws Exception {
        reading = true;
        super.channelRead(from, message);
    }

    /** What was written while reading is flushed once, after all that had arrived was read. */
    @Override
    public void channelReadComplete(ChannelHandlerContext from) throws Exception {
        reading = false;
        super.channelReadComplete(from);
    }

    ByteBufAllocator allocator() {
        return context().alloc();
    }

    /** The call of a stream; null when it was refused or is over. */
    @Nullable
    Call call(Http2Stream stream) {
        return stream.getProperty(callKey);
    }

    void register(Http2Stream stream, Call call) {
        stream.setProperty(callKey, call);
    }

    EventExecutor eventLoop() {
        return context().executor();
    }

    void execute(Runnable work) {
        if (context().executor().inEventLoop()) {
            work.run();
        } else {
            context().executor().execute(work);
        }
    }

    void headers(int stream, Http2Headers headers, boolean last) {
        encoder().writeHeaders(context(), stream, headers, 0, last, context().newPromise());
        flushUnlessReading();
    }

    void data(int stream, ByteBuf data) {
        encoder().writeData(context(), stream, data, 0, false, context().newPromise());
        flushUnlessReading();
    }

    /** Writes the trailers; a client that would go on sending is told to stop. */
    void end(Http2Stream stream, Http2Headers trailers, boolean halfClosed) {
        var written = encoder()
                .writeHeaders(
                        context(), stream.id(), trailers, 0, true, context().newPromise());
        if (!halfClosed) {
            written.addListener(done -> {
                if (done.isSuccess() && connection().stream(stream.id()) != null) {
                    encoder()
                            .writeRstStream(
                                    context(),
                                    stream.id(),
                                    Http2Error.NO_ERROR.code(),
                                    context().newPromise());
                    flushUnlessReading();
                }
            });
        }
        flushUnlessReading();
    }

    /** Ends a stream whose answer nobody reads. */
    void reset(Http2Stream stream) {
        encoder()
                .writeRstStream(
                        context(),
                        stream.id(),
                        Http2Error.CANCEL.code(),
                        context().newPromise());
        flushUnlessReading();
    }

    /** Lets the client send as many more bytes. */
    void consumed(Http2Stream stream, int bytes) {
        try {
            connection().local().flowController().consumeBytes(stream, bytes);
            flushUnlessReading();
        } catch (Http2Exception e) {
            onError(context(), true, e);
        }
    }

    private void flushUnlessReading() {
        if (!reading) {
            flush(context());
        }
    }

    private void sweep() {
        if (connection().numActiveStreams() > 0) {
            long now = System.nanoTime();
            eachCall(call -> call.sweep(now));
        }
    }

    void notReady() {
        eachCall(Call::notReady);
    }

    /**
     * Ends the connection without a lost call. The first GOAWAY refuses nothing: calls that are on their way are taken.
     * The answer to the ping behind it says that the client has seen it; then the second one names the last call.
     */
    void goAway() {
        if (leaving) {
            return;
        }
        leaving = true;
        eachCall(Call::goAway);
        goAway(
                context(),
                Integer.MAX_VALUE,
                Http2Error.NO_ERROR.code(),
                context().alloc().buffer().writeBytes("draining".getBytes(StandardCharsets.US_ASCII)),
                context().newPromise());
        encoder().writePing(context(), false, PING, context().newPromise());
        flush(context());
        context().executor().schedule(this::leave, PING_ANSWER_MILLIS, TimeUnit.MILLISECONDS);
    }

    void pingAnswered(long data) {
        if (leaving && data == PING) {
            leave();
        }
    }

    /** Closes when the calls under way have ended. */
    void leave() {
        if (context().channel().isActive()) {
            // From the channel, not the context: this very handler is the one that waits for calls.
            context().channel().close();
        }
    }

    private void eachCall(Consumer<Call> action) {
        try {
            connection().forEachActiveStream(stream -> {
                Call call = call(stream);
                if (call != null) {
                    action.accept(call);
                }
                return true;
            });
        } catch (Http2Exception e) {
            onError(context(), true, e);
        }
    }

    private ChannelHandlerContext context() {
        return Objects.requireNonNull(context, "the connection is open");
    }
}

package dev.slipway.router.net;

import dev.slipway.router.wire.Head;
import dev.slipway.router.wire.MalformedException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownReadComplete;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/** One stream of a client's connection of HTTP/2. */
@SuppressWarnings("FutureReturnValueIgnored") // A failed write ends the stream, and its end is told.
final class Http2Client extends ClientHandler {
    private final Application application;
    private final Timers timers;
    private final ConnectionLimits limits;
    private final Head head = new Head();
    private final Timers.Timer timer = Timers.of(this::late);
    private final AnswerFlow flow;
    private @Nullable Receiver receiver;
    private boolean answering;
    private boolean over;
    private boolean requestDone;

    Http2Client(Application application, LoopContext context, ConnectionLimits limits) {
        this.application = application;
        this.timers = context.timers();
        this.limits = limits;
        this.flow = new AnswerFlow(timers, timer, limits.idleNanos());
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        switch (message) {
            case Http2HeadersFrame frame -> headers(frame);
            case Http2DataFrame frame -> piece(frame);
            case Http2ResetFrame ignored -> gone();
            default -> ReferenceCountUtil.release(message);
        }
    }

    private void headers(Http2HeadersFrame frame) {
        if (receiver != null) {
            // Trailers of a request: nobody may act on them.
            if (frame.isEndStream()) {
                requestEnds();
            }
            return;
        }
        try {
            Http2Heads.request(frame.headers(), head);
        } catch (MalformedException e) {
            application.malformed(e.status(), String.valueOf(e.getMessage()), peer());
            answer(e.status(), null, null, 0);
            end(null);
            return;
        }
        Receiver made = application.request(this);
        receiver = made;
        if (frame.isEndStream()) {
            requestEnds();
        } else {
            timers.in(timer, limits.stallNanos());
        }
    }

    private void piece(Http2DataFrame frame) {
        Receiver known = receiver;
        ByteBuf content = frame.content();
        if (known == null || over) {
            frame.release();
        } else if (content.isReadable()) {
            timers.in(timer, limits.stallNanos());
            known.data(content.retain());
            frame.release();
        } else {
            frame.release();
        }
        if (frame.isEndStream()) {
            requestEnds();
        }
    }

    private void requestEnds() {
        requestDone = true;
        timers.cancel(timer);
        Receiver known = receiver;
        if (known != null && !over) {
            known.end();
        }
    }

    /** The request does not come, or the answer is not taken. */
    private void late() {
        if (!over) {
            if (!requestDone) {
                application.malformed(408, "the request did not come in time", peer());
            }
            Receiver known = receiver;
            abort();
            if (known != null) {
                known.gone();
            }
        }
    }

    @Override
    public void answer(int status, @Nullable Head answer, @Nullable Fields own, long contentLength) {
        if (over || answering) {
            return;
        }
        answering = true;
        channel().write(new DefaultHttp2HeadersFrame(Http2Heads.answer(status, answer, own, contentLength), false));
    }

    @Override
    public void data(ByteBuf piece) {
        if (over || !piece.isReadable()) {
            piece.release();
        } else {
            channel().writeAndFlush(new DefaultHttp2DataFrame(piece, false));
        }
    }

    @Override
    public void end(@Nullable Head trailers) {
        if (over) {
            return;
        }
        over = true;
        timers.cancel(timer);
        if (trailers == null || trailers.fields() == 0) {
            channel().writeAndFlush(new DefaultHttp2DataFrame(true));
        } else {
            channel().writeAndFlush(new DefaultHttp2HeadersFrame(Http2Heads.trailers(trailers), true));
        }
        if (!requestDone) {
            channel().writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.NO_ERROR));
        }
    }

    @Override
    public void abort() {
        if (!over) {
            over = true;
            timers.cancel(timer);
            channel().writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.INTERNAL_ERROR));
        }
    }

    private void gone() {
        Receiver known = receiver;
        if (!over) {
            over = true;
            timers.cancel(timer);
            if (known != null) {
                known.gone();
            }
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        gone();
        ctx.fireChannelInactive();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof Http2ResetFrame || event instanceof ChannelInputShutdownReadComplete) {
            if (event instanceof Http2ResetFrame) {
                gone();
            }
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (!over) {
            flow.changed(ctx.channel().isWritable(), requestDone, receiver);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Defects.tell(cause);
        gone();
        ctx.close();
    }

    @Override
    public Head head() {
        return head;
    }

    @Override
    public boolean http2() {
        return true;
    }

    @Override
    Channel connection() {
        return channel().channel().parent();
    }

    @Override
    public void pause(boolean paused) {
        if (!over) {
            channel().channel().config().setAutoRead(!paused);
        }
    }

    @Override
    public void proceed() {
        if (head.expectsContinue()) {
            channel().writeAndFlush(new DefaultHttp2HeadersFrame(Http2Heads.answer(100, null, null, -1), false));
        }
    }
}

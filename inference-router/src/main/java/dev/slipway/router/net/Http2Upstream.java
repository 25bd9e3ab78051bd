package dev.slipway.router.net;

import dev.slipway.router.wire.Head;
import dev.slipway.router.wire.MalformedException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.DefaultHttp2ResetFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2ResetFrame;
import io.netty.util.ReferenceCountUtil;
import org.jspecify.annotations.Nullable;

/** One stream to a server over HTTP/2. */
@SuppressWarnings("FutureReturnValueIgnored") // A failed write ends the stream, and its end is told.
final class Http2Upstream extends UpstreamHandler {
    private final Request request;
    private final String scheme;
    private final Head head = new Head();
    private boolean answered;

    Http2Upstream(Request request, String scheme, Receiver receiver) {
        this.request = request;
        this.scheme = scheme;
        asks(receiver);
    }

    void begin() {
        Receiver asks = receiver();
        if (asks == null || !asks.wanted()) {
            dismiss();
            channel().close();
            return;
        }
        channel().write(new DefaultHttp2HeadersFrame(Http2Heads.request(request, scheme), false));
        asks.opened(this);
        channel().flush();
    }

    @Override
    public void data(ByteBuf piece) {
        if (receiver() == null || !piece.isReadable()) {
            piece.release();
        } else {
            channel().writeAndFlush(new DefaultHttp2DataFrame(piece, false));
        }
    }

    @Override
    public void end() {
        if (receiver() != null) {
            channel().writeAndFlush(new DefaultHttp2DataFrame(true));
        }
    }

    @Override
    public void cancel(Receiver owner) {
        if (receiver() == owner) {
            dismiss();
            channel().writeAndFlush(new DefaultHttp2ResetFrame(Http2Error.CANCEL));
        }
    }

    @Override
    public void pause(boolean paused) {
        channel().channel().config().setAutoRead(!paused);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        switch (message) {
            case Http2HeadersFrame frame -> headers(frame);
            case Http2DataFrame frame -> {
                Receiver asks = receiver();
                if (asks == null || !frame.content().isReadable()) {
                    frame.release();
                } else {
                    asks.data(frame.content().retain());
                    frame.release();
                }
                if (frame.isEndStream()) {
                    complete(null);
                }
            }
            case Http2ResetFrame frame -> fail(Fault.RESET, "the server reset the stream: " + frame.errorCode());
            default -> ReferenceCountUtil.release(message);
        }
    }

    private void headers(Http2HeadersFrame frame) {
        Receiver asks = receiver();
        if (asks == null) {
            return;
        }
        try {
            if (answered) {
                Http2Heads.trailers(frame.headers(), head);
                complete(head);
                return;
            }
            Http2Heads.answer(frame.headers(), head);
        } catch (MalformedException e) {
            fail(Fault.GARBAGE, String.valueOf(e.getMessage()));
            return;
        }
        if (head.status() < 200) {
            return;
        }
        answered = true;
        if (frame.isEndStream() && head.contentLength() < 0) {
            head.contentLength(0);
        }
        asks.head(head);
        if (frame.isEndStream()) {
            complete(null);
        }
    }

    private void complete(@Nullable Head trailers) {
        Receiver asks = dismiss();
        if (asks != null) {
            asks.end(trailers);
        }
    }

    private void fail(Fault fault, String detail) {
        Receiver asks = dismiss();
        if (asks != null) {
            asks.failed(fault, detail);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof Http2ResetFrame frame) {
            fail(Fault.RESET, "the server reset the stream: " + frame.errorCode());
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        fail(Fault.RESET, "the connection ended before the answer did");
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Defects.tell(cause);
        fail(Fault.RESET, "the stream broke: " + cause.getClass().getSimpleName());
        ctx.close();
    }
}

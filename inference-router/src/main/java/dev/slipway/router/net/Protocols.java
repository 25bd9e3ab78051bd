package dev.slipway.router.net;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ApplicationProtocolNegotiationHandler;
import io.netty.handler.ssl.SslHandler;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Puts the handlers of a client's protocol into its pipeline. */
@SuppressWarnings("FutureReturnValueIgnored") // Nobody can do anything about a socket that does not close.
final class Protocols {
    private static final byte[] PREFACE = "PRI * HTTP/2.0".getBytes(StandardCharsets.US_ASCII);
    private static final int MOST_STREAMS = 1000;
    private static final int WINDOW = 1 << 20;

    private final ClientStream.Application application;
    private final LoopContext context;
    private final ConnectionLimits limits;

    Protocols(ClientStream.Application application, LoopContext context, ConnectionLimits limits) {
        this.application = application;
        this.context = context;
        this.limits = limits;
    }

    void clear(ChannelPipeline pipeline) {
        pipeline.addLast(new FirstBytes());
    }

    void encrypted(ChannelPipeline pipeline, SslHandler handler) {
        pipeline.addLast(handler);
        pipeline.addLast(new ApplicationProtocolNegotiationHandler(ApplicationProtocolNames.HTTP_1_1) {
            @Override
            protected void configurePipeline(ChannelHandlerContext ctx, String protocol) {
                if (ApplicationProtocolNames.HTTP_2.equals(protocol)) {
                    http2(ctx.pipeline());
                } else {
                    http1(ctx.pipeline());
                }
            }

            @Override
            public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                Defects.tell(cause);
                ctx.close();
            }

            @Override
            protected void handshakeFailure(ChannelHandlerContext ctx, Throwable cause) {
                ctx.close();
            }
        });
    }

    private void http1(ChannelPipeline pipeline) {
        pipeline.addLast(new Http1Client(application, context, limits));
    }

    private void http2(ChannelPipeline pipeline) {
        Http2Settings settings = Http2Settings.defaultSettings()
                .maxConcurrentStreams(MOST_STREAMS)
                .initialWindowSize(WINDOW)
                .maxHeaderListSize(16 << 10);
        pipeline.addLast(Http2FrameCodecBuilder.forServer()
                .initialSettings(settings)
                .validateHeaders(true)
                .build());
        pipeline.addLast(new Http2MultiplexHandler(new Streams()));
        pipeline.addLast(new Broken());
    }

    @ChannelHandler.Sharable
    private final class Streams extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel channel) {
            channel.pipeline().addLast(new Http2Client(application, context, limits));
        }
    }

    /** Ends connections that broke; nothing is logged, since a peer could fill the log. */
    private static final class Broken extends ChannelInboundHandlerAdapter {
        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            Defects.tell(cause);
            ctx.close();
        }
    }

    /** Reads until the first bytes tell the version. */
    private final class FirstBytes extends ChannelInboundHandlerAdapter {
        private final Timers.Timer timer = Timers.of(this::late);
        private @Nullable ByteBuf seen;
        private @Nullable ChannelHandlerContext channel;

        @Override
        public void handlerAdded(ChannelHandlerContext ctx) {
            channel = ctx;
            context.timers().in(timer, limits.headNanos());
        }

        @Override
        public void handlerRemoved(ChannelHandlerContext ctx) {
            context.timers().cancel(timer);
            ByteBuf left = seen;
            seen = null;
            if (left != null) {
                left.release();
            }
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ByteBuf all = Cumulation.add(ctx.alloc(), seen, (ByteBuf) message);
            seen = all;
            int n = Math.min(all.readableBytes(), PREFACE.length);
            boolean same = true;
            for (int i = 0; i < n && same; i++) {
                same = all.getByte(all.readerIndex() + i) == PREFACE[i];
            }
            if (same && n < PREFACE.length) {
                return;
            }
            seen = null;
            ChannelPipeline pipeline = ctx.pipeline();
            if (same) {
                http2(pipeline);
            } else {
                http1(pipeline);
            }
            ctx.fireChannelRead(all);
            pipeline.remove(this);
        }

        private void late() {
            ChannelHandlerContext known = channel;
            if (known != null) {
                known.close();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            Defects.tell(cause);
            ctx.close();
        }
    }
}

package dev.slipway.modelserver.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Gives the chunks of a body as they lie in the socket's buffer to who has asked for them. Vert.x, which stands behind this,
 * copies each to the heap; of such a body it sees the head and the end.
 */
final class BodyTap extends ChannelInboundHandlerAdapter {
    private @Nullable Consumer<ByteBuf> taker;
    /** Whether Vert.x is being told of a head: what is asked for then is the body behind it. */
    private boolean atHead;

    /** On a new connection, whose last handler is that of Vert.x. */
    static void into(Channel channel) {
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addBefore(pipeline.lastContext().name(), "body-tap", new BodyTap());
    }

    /**
     * Asks for the chunks, which stay the connection's. A request that had to wait for the one before it has them from Vert.x,
     * since some may have gone there.
     */
    static void take(HttpServerRequest request, Consumer<ByteBuf> taker) {
        BodyTap tap =
                ((ConnectionBase) request.connection()).channel().pipeline().get(BodyTap.class);
        if (tap != null && tap.atHead) {
            tap.taker = taker;
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        Consumer<ByteBuf> its = taker;
        if (message instanceof HttpRequest) {
            taker = null;
            atHead = true;
            context.fireChannelRead(message);
            atHead = false;
        } else if (its != null
                && message instanceof HttpContent content
                && content.decoderResult().isSuccess()) {
            try {
                its.accept(content.content());
            } finally {
                content.release();
            }
            if (content instanceof LastHttpContent) {
                taker = null;
                context.fireChannelRead(LastHttpContent.EMPTY_LAST_CONTENT);
            }
        } else {
            context.fireChannelRead(message);
        }
    }
}

package dev.slipway.modelserver.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;

/**
 * Ends connections whose request head takes too long, from the connection or from the head's first byte on. A connection
 * that rests between two requests may rest for ever. One object per event loop, which is the only thread here. Time is
 * counted in {@link #tick}s: the clock is not read on a request's way.
 */
final class SlowHeads {
    private final int limit;
    private final byte[] refusal;
    private final Set<Connection> connections = new HashSet<>();
    private int now;

    /** Heads may take this many ticks. */
    SlowHeads(int limit) {
        this.limit = limit;
        String body = ErrorBody.of("The headers of the request did not arrive in time.");
        this.refusal = ("HTTP/1.1 408 Request Timeout\r\nconnection: close\r\ncontent-type: application/json\r\n"
                        + "content-length: " + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.US_ASCII);
    }

    /** Watches a new connection, whose last handler is the one that takes decoded requests. */
    void watch(Channel channel) {
        Connection connection = new Connection(channel);
        connections.add(connection);
        ChannelFuture _ = channel.closeFuture().addListener(closed -> connections.remove(connection));
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addFirst(connection.new Bytes());
        pipeline.addBefore(pipeline.lastContext().name(), "slow-heads", connection.new Messages());
    }

    /** Time goes on by one. */
    void tick() {
        now++;
        connections.forEach(Connection::check);
    }

    int watched() {
        return connections.size();
    }

    private final class Connection {
        private final Channel channel;
        /** Whether the next bytes belong to a head that is not complete. */
        private boolean inHead = true;
        /** Whether a request is between its head and its end. */
        private boolean inRequest;

        private boolean sentAnything;
        private int since = now;
        private int unanswered;

        Connection(Channel channel) {
            this.channel = channel;
        }

        /** An earlier request's answer is waited for: it would be lost. */
        private void check() {
            if (!inHead || unanswered > 0 || now - since <= limit) {
                return;
            }
            inHead = false;
            if (sentAnything) {
                ChannelPromise closing = channel.newPromise().addListener(ChannelFutureListener.CLOSE);
                ChannelFuture _ =
                        channel.pipeline().firstContext().writeAndFlush(Unpooled.wrappedBuffer(refusal), closing);
            } else {
                ChannelFuture _ = channel.close();
            }
        }

        /** In front of the decoder. */
        private final class Bytes extends ChannelInboundHandlerAdapter {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                if (!inRequest && message instanceof ByteBuf) {
                    sentAnything = true;
                    if (!inHead) {
                        inHead = true;
                        since = now;
                    }
                }
                context.fireChannelRead(message);
            }
        }

        /** Behind the decoder. */
        private final class Messages extends ChannelDuplexHandler {
            @Override
            public void channelRead(ChannelHandlerContext context, Object message) {
                if (message instanceof HttpRequest) {
                    inHead = false;
                    inRequest = true;
                    unanswered++;
                }
                if (message instanceof LastHttpContent) {
                    inRequest = false;
                }
                context.fireChannelRead(message);
            }

            @Override
            public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) throws Exception {
                if (message instanceof LastHttpContent) {
                    unanswered--;
                }
                super.write(context, message, promise);
            }
        }
    }
}

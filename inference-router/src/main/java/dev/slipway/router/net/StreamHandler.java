package dev.slipway.router.net;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A handler that is a stream of HTTP: it acts by itself, not only when something comes, and so knows its place in the pipeline. */
abstract class StreamHandler extends ChannelInboundHandlerAdapter {
    private @Nullable ChannelHandlerContext channel;

    @Override
    public void handlerAdded(ChannelHandlerContext added) {
        channel = added;
    }

    final ChannelHandlerContext channel() {
        return Objects.requireNonNull(channel, "the handler is in no pipeline");
    }

    /** Whether pieces can be taken without piling up. */
    public final boolean writable() {
        return channel().channel().isWritable();
    }
}

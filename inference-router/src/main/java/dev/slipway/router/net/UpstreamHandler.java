package dev.slipway.router.net;

import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/** A stream to a server, and who asks: who is told that it is over is told nothing more. */
abstract class UpstreamHandler extends StreamHandler implements UpstreamStream {
    private @Nullable Receiver receiver;

    final void asks(Receiver asking) {
        receiver = asking;
    }

    /** Who asks; null for nobody, or nobody any more. */
    final @Nullable Receiver receiver() {
        return receiver;
    }

    /** Who asks, for the last word. */
    final @Nullable Receiver dismiss() {
        Receiver asking = receiver;
        receiver = null;
        return asking;
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        Receiver asking = receiver;
        if (asking != null && ctx.channel().isWritable()) {
            asking.writable();
        }
    }
}

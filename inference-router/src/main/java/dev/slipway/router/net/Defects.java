package dev.slipway.router.net;

import io.netty.channel.ChannelException;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.http2.Http2Exception;
import java.io.IOException;
import java.nio.channels.NotYetConnectedException;
import org.jboss.logging.Logger;

/**
 * Tells what broke by our own fault. What a peer can bring about (lost connections, broken handshakes, bad frames) is not told:
 * it could fill the log.
 */
final class Defects {
    private static final Logger LOG = Logger.getLogger(Defects.class);

    private Defects() {}

    static void tell(Throwable cause) {
        boolean ofPeer = cause instanceof IOException
                || cause instanceof CodecException
                || cause instanceof Http2Exception
                || cause instanceof ChannelException
                // What the kernel says of a connection that was reset and is read again.
                || cause instanceof NotYetConnectedException;
        if (!ofPeer) {
            LOG.error("a request met a defect", cause);
        }
    }
}

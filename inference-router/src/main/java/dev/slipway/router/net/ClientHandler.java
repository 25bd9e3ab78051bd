package dev.slipway.router.net;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A client's stream: what is known of the client is known from the connection that the stream is on. */
abstract class ClientHandler extends StreamHandler implements ClientStream {
    private @Nullable String peer;

    abstract Channel connection();

    @Override
    public final boolean secure() {
        return connection().pipeline().get(SslHandler.class) != null;
    }

    @Override
    public final String peer() {
        String known = peer;
        if (known == null) {
            known = connection().remoteAddress() instanceof InetSocketAddress address
                    ? address.getAddress().getHostAddress()
                    : "";
            peer = known;
        }
        return known;
    }
}

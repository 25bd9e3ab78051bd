package dev.slipway.router.net;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.Future;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** The port: accepts connections on the loop and tells HTTP/1.1 from HTTP/2 by their first bytes, or by ALPN under TLS. */
@SuppressWarnings("FutureReturnValueIgnored") // Nobody can do anything about a socket that does not close.
public final class Listener {
    private static final int MOST_CONNECTIONS = 20_000;

    private final Transport transport;
    private final LoopContext context;
    private final ClientStream.Application application;
    private final ConnectionLimits limits;
    private final Supplier<Optional<SslContext>> tls;
    private final Set<Channel> connections = new HashSet<>();
    private final AtomicInteger open = new AtomicInteger();
    private volatile boolean accepting = true;

    /** A listener that does not listen yet. {@code tls} is asked for each connection, so that certificates may change. */
    public Listener(
            Transport transport,
            LoopContext context,
            ClientStream.Application application,
            ConnectionLimits limits,
            Supplier<Optional<SslContext>> tls) {
        this.transport = transport;
        this.context = context;
        this.application = application;
        this.limits = limits;
        this.tls = tls;
    }

    /** Listens; the channel that was opened. */
    public Channel listen(String host, int port) throws InterruptedException {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(transport.group(), transport.group())
                .channel(transport.server())
                .option(ChannelOption.SO_BACKLOG, 1024)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(64 << 10, 256 << 10))
                .childHandler(new Accepted());
        return bootstrap.bind(host, port).sync().channel();
    }

    /** Refuses new connections from now on. */
    public void stopAccepting() {
        accepting = false;
    }

    /** How many clients are connected. */
    public int connections() {
        return open.get();
    }

    /** Closes all connections. */
    public void close() {
        Future<?> closed = context.loop().submit(() -> Set.copyOf(connections).forEach(Channel::close));
        closed.awaitUninterruptibly(1000);
    }

    private final class Accepted extends ChannelInitializer<Channel> {
        @Override
        protected void initChannel(Channel channel) {
            if (!accepting || connections.size() >= MOST_CONNECTIONS) {
                channel.close();
                return;
            }
            connections.add(channel);
            open.incrementAndGet();
            channel.closeFuture().addListener(closed -> {
                connections.remove(channel);
                open.decrementAndGet();
            });
            Protocols protocols = new Protocols(application, context, limits);
            tls.get()
                    .ifPresentOrElse(
                            ssl -> protocols.encrypted(channel.pipeline(), ssl.newHandler(channel.alloc())),
                            () -> protocols.clear(channel.pipeline()));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            Defects.tell(cause);
            ctx.close();
        }
    }
}

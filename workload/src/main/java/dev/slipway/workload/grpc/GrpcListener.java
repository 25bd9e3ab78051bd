package dev.slipway.workload.grpc;

import dev.slipway.workload.failure.CommonReason;
import dev.slipway.workload.failure.FailureException;
import dev.slipway.workload.lifecycle.DrainableListener;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The listener for gRPC: HTTP/2 without TLS on a port of its own, on event loops of its own or those of the process. */
@SuppressWarnings("FutureReturnValueIgnored") // Nobody can do anything about a socket that does not close.
public final class GrpcListener implements DrainableListener {
    private static final int BACKLOG = 1024;

    private final Methods methods;
    private final CallObserver.Factory observers;
    private final MessageLimits limits;
    private final Set<GrpcConnection> connections = ConcurrentHashMap.newKeySet();
    private @Nullable EventLoopGroup loops;
    private @Nullable Channel listener;

    /** A listener of these methods that does not listen yet; nothing bounds its messages together. */
    public GrpcListener(Methods methods, CallObserver.Factory observers, int maxMessageBytes) {
        this(methods, observers, MessageLimits.of(maxMessageBytes));
    }

    /** A listener of these methods that does not listen yet. */
    public GrpcListener(Methods methods, CallObserver.Factory observers, MessageLimits limits) {
        this.observers = observers;
        this.methods = methods;
        this.limits = limits;
    }

    /** Listens; the port, which matters when 0 was asked for. */
    public int listen(int port, int eventLoops) throws FailureException, InterruptedException {
        return listen(new InetSocketAddress(port), eventLoops);
    }

    /** Listens for this process alone. */
    public int listenPrivately() throws FailureException, InterruptedException {
        return listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
    }

    /** On epoll where there is: fewer system calls a request than Java's selector. */
    private int listen(InetSocketAddress address, int eventLoops) throws FailureException, InterruptedException {
        boolean epoll = Epoll.isAvailable();
        DefaultThreadFactory threads = new DefaultThreadFactory("grpc", true);
        EventLoopGroup own =
                epoll ? new EpollEventLoopGroup(eventLoops, threads) : new NioEventLoopGroup(eventLoops, threads);
        loops = own;
        return listen(address, own, epoll);
    }

    /**
     * Listens on event loops that are somebody else's, who ends them.
     *
     * @param epoll whether they are loops of epoll
     */
    public int listen(int port, EventLoopGroup others, boolean epoll) throws FailureException, InterruptedException {
        return listen(new InetSocketAddress(port), others, epoll);
    }

    private int listen(InetSocketAddress address, EventLoopGroup group, boolean epoll)
            throws FailureException, InterruptedException {
        var bound = new ServerBootstrap()
                .group(group)
                .channel(epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline()
                                .addLast(new GrpcConnectionBuilder(
                                                methods, observers, limits, connections::add, connections::remove)
                                        .build());
                    }
                })
                .bind(address)
                .await();
        if (!bound.isSuccess()) {
            close();
            throw new FailureException(
                    CommonReason.InvalidConfig,
                    "Port %d cannot be opened: another process has it, or it is not allowed."
                            .formatted(address.getPort()),
                    bound.cause());
        }
        listener = bound.channel();
        return ((InetSocketAddress) listener.localAddress()).getPort();
    }

    /** Tells those who watch that the server is no longer ready; calls go on being answered. */
    @Override
    public void notReady() {
        each(GrpcConnection::notReady);
    }

    /** Refuses new connections, and asks the clients of the present ones to go on elsewhere; calls are finished. */
    @Override
    public void stopAccepting() {
        if (listener != null) {
            listener.close();
        }
        each(GrpcConnection::goAway);
    }

    /** Whether every client has left. */
    @Override
    public boolean idle() {
        return connections.isEmpty();
    }

    /** Closes what is left. */
    @Override
    public void close() {
        if (loops != null) {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        } else {
            each(GrpcConnection::leave);
        }
    }

    private void each(Consumer<GrpcConnection> action) {
        connections.forEach(connection -> connection.execute(() -> action.accept(connection)));
    }
}

package dev.slipway.router.net;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2StreamChannel;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The connections to one server: kept ones of HTTP/1.1, the last used first, and one of HTTP/2 for all streams. How many
 * requests there may be at once is not decided here.
 */
@SuppressWarnings("FutureReturnValueIgnored") // What becomes of a connection is told to its receivers.
public final class Connections {
    private static final long KEPT = 30_000_000_000L;
    private static final int CONNECT_MILLIS = 5000;

    private final Transport transport;
    private final LoopContext context;
    private final ServerAddress address;
    private final Deque<Http1Upstream> idle = new ArrayDeque<>();
    private final Set<Http1Upstream> all = new HashSet<>();
    private final List<Waiting> waiting = new ArrayList<>();
    private @Nullable Channel shared;
    private boolean closed;

    /** No connection yet. */
    public Connections(Transport transport, LoopContext context, ServerAddress address) {
        this.transport = transport;
        this.context = context;
        this.address = address;
    }

    /**
     * Sends over HTTP/1.1; the receiver gets the stream to send the body on.
     *
     * @param fresh over a new connection, since the server has just closed a kept one; the one that was not used for longest
     *     ends in its stead, so that they do not become more and more
     */
    public void http1(UpstreamStream.Request request, UpstreamStream.Receiver receiver, boolean fresh) {
        if (fresh && !idle.isEmpty()) {
            idle.pollFirst().close();
        }
        Http1Upstream kept = fresh ? null : takeIdle();
        if (kept != null) {
            kept.begin(request, receiver);
            return;
        }
        connect(new Attempt(receiver)::failed, made -> begin(made, request, receiver));
    }

    private void connect(Consumer<Throwable> failed, Consumer<Http1Upstream> connected) {
        Http1Upstream made = new Http1Upstream(this::idle, all::remove);
        bootstrap(address.http1(), made).connect(address.http1()).addListener((ChannelFuture done) -> {
            if (!done.isSuccess()) {
                failed.accept(done.cause());
                return;
            }
            all.add(made);
            if (address.tls().isPresent()) {
                whenSecure(done.channel(), failed, () -> connected.accept(made));
            } else {
                connected.accept(made);
            }
        });
    }

    /** Says whether the server takes connections; the one that was made is there for the next request. */
    public void knock(Consumer<Boolean> opens) {
        connect(refused -> opens.accept(false), made -> {
            made.keep();
            idle(made);
            opens.accept(true);
        });
    }

    /** A connection that came too late for its request is there for the next one. */
    private void begin(Http1Upstream made, UpstreamStream.Request request, UpstreamStream.Receiver receiver) {
        if (receiver.wanted()) {
            made.begin(request, receiver);
        } else {
            made.keep();
            idle(made);
        }
    }

    /** Tells of a connection that did not come about, once. */
    record Attempt(UpstreamStream.Receiver receiver) {
        void failed(Throwable cause) {
            receiver.failed(UpstreamStream.Fault.CONNECT, cause.getClass().getSimpleName());
        }
    }

    /** Sends over HTTP/2. While there is no connection, those who need one wait for the same. */
    public void http2(UpstreamStream.Request request, UpstreamStream.Receiver receiver) {
        Attempt attempt = new Attempt(receiver);
        Channel kept = shared;
        if (kept != null && kept.isActive()) {
            stream(kept, request, attempt);
            return;
        }
        waiting.add(new Waiting(request, attempt));
        if (waiting.size() > 1) {
            return;
        }
        bootstrap(address.http2(), null).connect(address.http2()).addListener((ChannelFuture connected) -> {
            if (!connected.isSuccess()) {
                refused(connected.cause());
                return;
            }
            Channel channel = connected.channel();
            if (address.tlsHttp2().isPresent()) {
                whenSecure(channel, this::refused, () -> share(channel));
            } else {
                // The preface of HTTP/2 goes out when the channel tells that it is active, which is after this.
                channel.eventLoop().execute(() -> share(channel));
            }
        });
    }

    /** Runs the action after the handshake of TLS. */
    private static void whenSecure(Channel channel, Consumer<Throwable> failed, Runnable action) {
        channel.pipeline().get(SslHandler.class).handshakeFuture().addListener(done -> {
            if (done.isSuccess()) {
                action.run();
            } else {
                failed.accept(done.cause());
            }
        });
    }

    /** Somebody who needs the connection that is being made. */
    private record Waiting(UpstreamStream.Request request, Attempt attempt) {}

    private void share(Channel channel) {
        shared = channel;
        waited().forEach(each -> stream(channel, each.request(), each.attempt()));
        if (closed) {
            closeGently(channel);
        }
    }

    private void refused(Throwable cause) {
        waited().forEach(each -> each.attempt().failed(cause));
    }

    private List<Waiting> waited() {
        List<Waiting> all = List.copyOf(waiting);
        waiting.clear();
        return all;
    }

    private void stream(Channel channel, UpstreamStream.Request request, Attempt attempt) {
        String scheme = address.tls().isPresent() ? "https" : "http";
        Http2Upstream stream = new Http2Upstream(request, scheme, attempt.receiver());
        new Http2StreamChannelBootstrap(channel)
                .handler(new ChannelInitializer<Http2StreamChannel>() {
                    @Override
                    protected void initChannel(Http2StreamChannel made) {
                        made.pipeline().addLast(stream);
                    }
                })
                .open()
                .addListener(opened -> {
                    if (opened.isSuccess()) {
                        stream.begin();
                    } else {
                        attempt.failed(opened.cause());
                    }
                });
    }

    private Bootstrap bootstrap(InetSocketAddress to, @Nullable Http1Upstream http1) {
        return new Bootstrap()
                .group(context.loop())
                .channel(transport.client())
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(64 << 10, 256 << 10))
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        (http1 == null ? address.tlsHttp2() : address.tls())
                                .ifPresent(ssl -> channel.pipeline()
                                        .addLast(ssl.newHandler(channel.alloc(), address.serverName(), to.getPort())));
                        if (http1 != null) {
                            channel.pipeline().addLast(http1);
                        } else {
                            http2(channel);
                        }
                    }
                });
    }

    private static void http2(Channel channel) {
        channel.pipeline()
                .addLast(Http2FrameCodecBuilder.forClient()
                        .initialSettings(Http2Settings.defaultSettings()
                                .pushEnabled(false)
                                .initialWindowSize(1 << 20)
                                .maxHeaderListSize(16 << 10))
                        .build())
                .addLast(new Http2MultiplexHandler(new ChannelInboundHandlerAdapter()))
                .addLast(new ChannelInboundHandlerAdapter() {
                    @Override
                    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                        Defects.tell(cause);
                        ctx.close();
                    }
                });
    }

    private @Nullable Http1Upstream takeIdle() {
        while (!idle.isEmpty()) {
            Http1Upstream last = idle.pollLast();
            if (last.usable()) {
                return last;
            }
        }
        return null;
    }

    private void idle(Http1Upstream connection) {
        if (closed) {
            connection.close();
        } else {
            idle.addLast(connection);
        }
    }

    /** Ends connections that nobody used for half a minute. */
    public void prune() {
        long now = System.nanoTime();
        while (!idle.isEmpty() && now - idle.peekFirst().idleSince() > KEPT) {
            idle.pollFirst().close();
        }
    }

    /** Ends idle connections now and the others after their exchange. */
    public void retire() {
        closed = true;
        idle.forEach(Http1Upstream::close);
        idle.clear();
        Optional.ofNullable(shared).ifPresent(Connections::closeGently);
    }

    private static void closeGently(Channel channel) {
        // Streams that are out have until their deadlines.
        channel.eventLoop().schedule(() -> channel.close(), 60, TimeUnit.SECONDS);
    }

    /** Connections of HTTP/1.1, idle and used. */
    public int size() {
        return all.size();
    }
}

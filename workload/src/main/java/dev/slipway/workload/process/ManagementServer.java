package dev.slipway.workload.process;

import dev.slipway.workload.json.JsonText;
import dev.slipway.workload.metrics.MetricsText;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.timeout.ReadTimeoutHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The management port: {@code /metrics}, {@code /status}, and {@code /health} with {@code /live}, {@code /ready} and
 * {@code /started} in the form of MicroProfile Health. One thread of its own, so that no request for a model waits for it
 * and it waits for none.
 */
@SuppressWarnings("FutureReturnValueIgnored") // A failed write closes the connection, and nobody waits for the end.
final class ManagementServer implements AutoCloseable {
    private static final int LONGEST_BODY = 1024;
    private static final int IDLE_SECONDS = 75;
    private static final String JSON = "application/json; charset=UTF-8";

    private final EventLoopGroup group;
    private final Channel channel;

    private ManagementServer(EventLoopGroup group, Channel channel) {
        this.group = group;
        this.channel = channel;
    }

    /** @throws IOException where the port cannot be opened */
    static ManagementServer start(int port, ServingProcess process) throws IOException, InterruptedException {
        EventLoopGroup group = new NioEventLoopGroup(
                1, Thread.ofPlatform().name("management").daemon().factory());
        ChannelFuture bound = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel connection) {
                        connection
                                .pipeline()
                                .addLast(
                                        new ReadTimeoutHandler(IDLE_SECONDS),
                                        new HttpServerCodec(),
                                        new HttpObjectAggregator(LONGEST_BODY),
                                        new Pages(process));
                    }
                })
                .bind(new InetSocketAddress(port))
                .await();
        if (!bound.isSuccess()) {
            group.shutdownGracefully(0, 0, TimeUnit.SECONDS);
            throw new IOException(bound.cause().getMessage(), bound.cause());
        }
        return new ManagementServer(group, bound.channel());
    }

    int port() {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    @Override
    public void close() {
        channel.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private record Page(HttpResponseStatus status, String type, String body) {}

    /** One connection. */
    private static final class Pages extends SimpleChannelInboundHandler<FullHttpRequest> {
        private final ServingProcess process;

        Pages(ServingProcess process) {
            this.process = process;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            Page page = page(request);
            ByteBuf body = Unpooled.copiedBuffer(page.body(), StandardCharsets.UTF_8);
            DefaultFullHttpResponse response = new DefaultFullHttpResponse(
                    HttpVersion.HTTP_1_1,
                    page.status(),
                    request.method().equals(HttpMethod.HEAD) ? Unpooled.EMPTY_BUFFER : body);
            response.headers()
                    .set(HttpHeaderNames.CONTENT_TYPE, page.type())
                    .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
            boolean stays =
                    HttpUtil.isKeepAlive(request) && request.decoderResult().isSuccess();
            HttpUtil.setKeepAlive(response, stays);
            ChannelFuture written = context.writeAndFlush(response);
            if (!stays) {
                written.addListener(ChannelFutureListener.CLOSE);
            }
        }

        private Page page(FullHttpRequest request) {
            if (request.decoderResult().isFailure()) {
                return text(HttpResponseStatus.BAD_REQUEST, "This is not HTTP/1.1.");
            }
            if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
                return text(HttpResponseStatus.METHOD_NOT_ALLOWED, "Only GET and HEAD.");
            }
            String uri = request.uri();
            int query = uri.indexOf('?');
            return switch (query < 0 ? uri : uri.substring(0, query)) {
                case "/metrics" ->
                    new Page(
                            HttpResponseStatus.OK,
                            MetricsText.CONTENT_TYPE,
                            process.metrics().text());
                case "/status" ->
                    new Page(HttpResponseStatus.OK, JSON, process.status().get());
                case "/health", "/health/ready" -> ready(process.phase().ready());
                case "/health/live", "/health/started" -> health(true, "");
                default ->
                    text(HttpResponseStatus.NOT_FOUND, "There are /metrics, /status, /health/live and /health/ready.");
            };
        }

        private static Page text(HttpResponseStatus status, String body) {
            return new Page(status, "text/plain; charset=UTF-8", body + "\n");
        }

        private static Page health(boolean up, String checks) {
            return new Page(
                    up ? HttpResponseStatus.OK : HttpResponseStatus.SERVICE_UNAVAILABLE,
                    JSON,
                    "{\"status\":\"%s\",\"checks\":[%s]}".formatted(word(up), checks));
        }

        private static String word(boolean up) {
            return up ? "UP" : "DOWN";
        }

        private Page ready(boolean up) {
            StringBuilder data = new StringBuilder(
                    "\"phase\":" + JsonText.quote(process.phase().phase().name()));
            for (Map.Entry<String, String> detail :
                    process.health().details().get().entrySet()) {
                data.append(',')
                        .append(JsonText.quote(detail.getKey()))
                        .append(':')
                        .append(detail.getValue());
            }
            return health(
                    up,
                    "{\"name\":%s,\"status\":\"%s\",\"data\":{%s}}"
                            .formatted(JsonText.quote(process.health().name()), word(up), data));
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}

package dev.slipway.workload.grpc;

import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2RemoteFlowController;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.UniformStreamByteDistributor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Makes the handler of a new connection; bounds what a client may do to it. */
final class GrpcConnectionBuilder extends AbstractHttp2ConnectionHandlerBuilder<GrpcConnection, GrpcConnectionBuilder> {
    private static final int WINDOW = 1 << 20;
    private static final int MAX_STREAMS = 1000;
    private static final int MAX_HEADER_BYTES = 16 << 10;
    private static final long DRAIN_MILLIS = TimeUnit.SECONDS.toMillis(20);
    /** Cancelled calls are common; floods of them (CVE-2023-44487) are not. */
    private static final int MAX_RESETS = 4000;

    private static final int RESET_SECONDS = 10;

    private final GrpcFrames frames;
    private final Consumer<GrpcConnection> opened;
    private final Consumer<GrpcConnection> closed;

    GrpcConnectionBuilder(
            Methods methods,
            CallObserver.Factory observers,
            MessageLimits limits,
            Consumer<GrpcConnection> opened,
            Consumer<GrpcConnection> closed) {
        this.frames = new GrpcFrames(methods, observers, limits);
        this.opened = opened;
        this.closed = closed;
        DefaultHttp2Connection connection = new DefaultHttp2Connection(true);
        connection
                .remote()
                .flowController(
                        new DefaultHttp2RemoteFlowController(connection, new UniformStreamByteDistributor(connection)));
        connection(connection);
        frameListener(frames);
        initialSettings(new Http2Settings()
                .initialWindowSize(WINDOW)
                .maxConcurrentStreams(MAX_STREAMS)
                .maxHeaderListSize(MAX_HEADER_BYTES));
        gracefulShutdownTimeoutMillis(DRAIN_MILLIS);
        decoderEnforceMaxRstFramesPerWindow(MAX_RESETS, RESET_SECONDS);
    }

    @Override
    protected GrpcConnection build() {
        return super.build();
    }

    @Override
    protected GrpcConnection build(
            Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
        GrpcConnection connection = new GrpcConnection(decoder, encoder, settings, opened, closed);
        frames.serve(connection);
        return connection;
    }
}

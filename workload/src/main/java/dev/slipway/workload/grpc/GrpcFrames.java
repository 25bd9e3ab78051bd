package dev.slipway.workload.grpc;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What arrives on one connection, handed to the calls it is for. */
final class GrpcFrames extends Http2EventAdapter {
    private final Methods methods;
    private final CallObserver.Factory observers;
    private final MessageLimits limits;
    private @Nullable GrpcConnection connection;

    GrpcFrames(Methods methods, CallObserver.Factory observers, MessageLimits limits) {
        this.observers = observers;
        this.methods = methods;
        this.limits = limits;
    }

    void serve(GrpcConnection served) {
        connection = served;
        served.connection().addListener(this);
    }

    @Override
    public void onHeadersRead(ChannelHandlerContext context, int id, Http2Headers headers, int padding, boolean last) {
        Http2Stream stream = Objects.requireNonNull(http2().stream(id), "the stream has been opened");
        Call call = connection().call(stream);
        if (call == null) {
            call = begin(stream, headers);
        }
        if (last && call != null && !call.over()) {
            call.halfClose();
        }
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext context,
            int id,
            Http2Headers headers,
            int dependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean last) {
        onHeadersRead(context, id, headers, padding, last);
    }

    private @Nullable Call begin(Http2Stream stream, Http2Headers headers) {
        CharSequence type = headers.get(Names.CONTENT_TYPE);
        if (type == null || !type.toString().startsWith("application/grpc")) {
            connection().end(stream, Headers.NOT_GRPC, false);
            return null;
        }
        Call call = new Call(connection(), stream, headers, limits, observers.begin(headers));
        connection().register(stream, call);
        methods.open(call, headers.path());
        return call;
    }

    @Override
    public int onDataRead(ChannelHandlerContext context, int id, ByteBuf data, int padding, boolean last)
            throws Http2Exception {
        Http2Stream stream = http2().stream(id);
        Call call = stream == null ? null : connection().call(stream);
        return padding + (call == null ? data.readableBytes() : call.data(data, last));
    }

    @Override
    public void onStreamClosed(Http2Stream stream) {
        Call call = connection().call(stream);
        if (call != null) {
            call.closed();
        }
    }

    @Override
    public void onPingAckRead(ChannelHandlerContext context, long data) {
        connection().pingAnswered(data);
    }

    private Http2Connection http2() {
        return connection().connection();
    }

    private GrpcConnection connection() {
        return Objects.requireNonNull(connection, "the connection is served");
    }
}

package dev.slipway.workload.grpc;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.ReadOnlyHttp2Headers;
import io.netty.util.AsciiString;

/** What goes before and after the messages of an answer; those that never change are made once. */
final class Headers {
    private static final AsciiString GRPC = AsciiString.cached("application/grpc");
    private static final AsciiString GZIP = AsciiString.cached("gzip");
    private static final AsciiString ACCEPTED = AsciiString.cached("identity,deflate,gzip");

    static final Http2Headers RESPONSE =
            ReadOnlyHttp2Headers.serverHeaders(false, HttpResponseStatus.OK.codeAsText(), Names.CONTENT_TYPE, GRPC);
    static final Http2Headers RESPONSE_GZIP = ReadOnlyHttp2Headers.serverHeaders(
            false, HttpResponseStatus.OK.codeAsText(), Names.CONTENT_TYPE, GRPC, Names.GRPC_ENCODING, GZIP);
    static final Http2Headers TRAILERS_OK =
            ReadOnlyHttp2Headers.trailers(false, Names.GRPC_STATUS, AsciiString.cached("0"));
    static final Http2Headers NOT_GRPC =
            ReadOnlyHttp2Headers.serverHeaders(false, HttpResponseStatus.UNSUPPORTED_MEDIA_TYPE.codeAsText());

    private Headers() {}

    /** After messages. */
    static Http2Headers trailers(GrpcStatus status) {
        return with(new DefaultHttp2Headers(), status);
    }

    /** Instead of messages. */
    static Http2Headers only(GrpcStatus status) {
        Http2Headers headers = new DefaultHttp2Headers()
                .status(HttpResponseStatus.OK.codeAsText())
                .set(Names.CONTENT_TYPE, GRPC);
        if (status.code() == GrpcStatus.UNIMPLEMENTED) {
            headers.set(Names.GRPC_ACCEPT_ENCODING, ACCEPTED);
        }
        return with(headers, status);
    }

    private static Http2Headers with(Http2Headers headers, GrpcStatus status) {
        headers.set(Names.GRPC_STATUS, String.valueOf(status.code()));
        if (!status.message().isEmpty()) {
            headers.set(Names.GRPC_MESSAGE, status.encodedMessage());
        }
        if (status.retryAfterMillis() > 0) {
            headers.set(Names.GRPC_RETRY_PUSHBACK, String.valueOf(status.retryAfterMillis()));
        }
        return headers;
    }
}

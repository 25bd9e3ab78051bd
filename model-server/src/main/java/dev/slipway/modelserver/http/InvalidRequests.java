package dev.slipway.modelserver.http;

import dev.slipway.workload.json.JsonText;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import org.jspecify.annotations.Nullable;

/** What is no HTTP is told so like any other error; nobody knows where the next request would begin, so it is the last. */
final class InvalidRequests {
    private static final int LONGEST_REASON = 201;

    private InvalidRequests() {}

    /** Answers a request that could not be read. */
    static void refuse(HttpServerRequest request) {
        @Nullable Throwable cause = request.decoderResult().cause();
        switch (cause) {
            case TooLongHttpLineException e -> refuse(request, 414, "The request line is too long.");
            case TooLongHttpHeaderException e -> refuse(request, 431, "The headers are too long.");
            case TooLongFrameException e -> refuse(request, 431, "The request line or the headers are too long.");
            case null, default -> refuse(request, 400, "The request is no valid HTTP: " + why(cause));
        }
    }

    /** Whether a request lacks what HTTP/1.1 demands. */
    static boolean hasNoHost(HttpServerRequest request) {
        return request.headers().get(HttpHeaders.HOST) == null && request.version() == HttpVersion.HTTP_1_1;
    }

    private static String why(@Nullable Throwable cause) {
        String message = cause == null ? null : cause.getMessage();
        if (message == null) {
            return "its line or headers cannot be read.";
        }
        return JsonText.shortened(message, LONGEST_REASON);
    }

    private static void refuse(HttpServerRequest request, int status, String message) {
        request.response()
                .setStatusCode(status)
                .putHeader("content-type", "application/json")
                .putHeader("connection", "close")
                .end(Buffer.buffer(ErrorBody.of(message)))
                .onComplete(sent -> request.connection().close());
    }
}

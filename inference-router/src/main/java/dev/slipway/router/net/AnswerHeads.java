package dev.slipway.router.net;

import dev.slipway.router.wire.FieldKind;
import dev.slipway.router.wire.Head;
import dev.slipway.router.wire.HeadWriter;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Heads of answers and of requests as HTTP/1.1 writes them. */
final class AnswerHeads {
    private AnswerHeads() {}

    /** Whether an answer of this status has no body by its nature. */
    static boolean bodiless(int status) {
        return status == 204 || status == 304 || status < 200;
    }

    /** {@code length}: -1 for chunks, -2 for a body that ends with the connection or that there is not. */
    static void write(
            ByteBuf out, int status, @Nullable Head answer, @Nullable Fields own, long length, boolean close) {
        HeadWriter.statusLine(out, status);
        if (answer != null) {
            for (int i = 0; i < answer.fields(); i++) {
                FieldKind kind = answer.kind(i);
                if (!kind.hopByHop() && kind != FieldKind.CONTENT_LENGTH) {
                    HeadWriter.field(out, answer, i);
                }
            }
        }
        if (own != null) {
            add(out, own);
        }
        if (length >= -1) {
            HeadWriter.length(out, length);
        }
        if (close) {
            HeadWriter.close(out);
        }
        HeadWriter.end(out);
    }

    /** The head of a request to a server. */
    static void write(ByteBuf out, UpstreamStream.Request request) {
        Head from = request.head();
        HeadWriter.requestLine(out, from, request.target(), request.targetFrom(), request.targetTo(), request.host());
        for (int i = 0; i < from.fields(); i++) {
            if (passes(from.kind(i), request.dropped())) {
                HeadWriter.field(out, from, i);
            }
        }
        add(out, request.own());
        if (request.contentLength() != 0 || from.contentLength() == 0) {
            HeadWriter.length(out, request.contentLength());
        }
        HeadWriter.end(out);
    }

    /** Whether a field of a client's request goes to the server. */
    static boolean passes(FieldKind kind, boolean dropCredentials) {
        return switch (kind) {
            case HOST, CONTENT_LENGTH, EXPECT, DEADLINE, ATTEMPT, TRACEPARENT, REQUEST_ID, EXPLAIN -> false;
            case API_KEY, AUTHORIZATION, SIGNATURE, SIGNATURE_INPUT -> !dropCredentials;
            default -> !kind.hopByHop();
        };
    }

    private static void add(ByteBuf out, Fields own) {
        for (int i = 0; i < own.size(); i++) {
            HeadWriter.field(out, own.name(i), own.value(i));
        }
    }
}

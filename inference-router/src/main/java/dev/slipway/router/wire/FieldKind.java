package dev.slipway.router.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Header fields that the router knows, so that each name is looked up once, when it is parsed. */
public enum FieldKind {
    /** Any other field: passed on as it is. */
    OTHER(""),
    /** Who is asked. */
    HOST("host"),
    /** Framing. */
    CONTENT_LENGTH("content-length"),
    /** Framing. */
    TRANSFER_ENCODING("transfer-encoding"),
    /** Of this connection only. */
    CONNECTION("connection"),
    /** Of this connection only. */
    KEEP_ALIVE("keep-alive"),
    /** Of this connection only. */
    PROXY_CONNECTION("proxy-connection"),
    /** Of this connection only. */
    PROXY_AUTHENTICATE("proxy-authenticate"),
    /** Of this connection only. */
    PROXY_AUTHORIZATION("proxy-authorization"),
    /** Of this connection only; {@code trailers} is said anew to gRPC servers. */
    TE("te"),
    /** Of this connection only. */
    UPGRADE("upgrade"),
    /** Of this connection only. */
    HTTP2_SETTINGS("http2-settings"),
    /** The router answers it itself. */
    EXPECT("expect"),
    /** What a body is. */
    CONTENT_TYPE("content-type"),
    /** What a body is wrapped in. */
    CONTENT_ENCODING("content-encoding"),
    /** RFC 9530. */
    CONTENT_DIGEST("content-digest"),
    /** Credentials. */
    AUTHORIZATION("authorization"),
    /** Credentials. */
    API_KEY("x-api-key"),
    /** RFC 9421. */
    SIGNATURE("signature"),
    /** RFC 9421. */
    SIGNATURE_INPUT("signature-input"),
    /** How long the caller waits, in milliseconds. */
    DEADLINE("x-deadline-ms"),
    /** How long a gRPC caller waits. */
    GRPC_TIMEOUT("grpc-timeout"),
    /** The result of a gRPC call that has no body. */
    GRPC_STATUS("grpc-status"),
    /** Names a request in logs. */
    REQUEST_ID("x-request-id"),
    /** W3C Trace Context. */
    TRACEPARENT("traceparent"),
    /** W3C Trace Context. */
    TRACESTATE("tracestate"),
    /** Which attempt this is. Said by the router only. */
    ATTEMPT("x-attempt"),
    /** Of which class the request is. */
    PRIORITY("x-priority"),
    /** Asks why the answer came from where it did. */
    EXPLAIN("x-route-explain"),
    /** What may be cached. */
    CACHE_CONTROL("cache-control"),
    /** When to come again. */
    RETRY_AFTER("retry-after");

    private static final FieldKind[][] BY_LENGTH = byLength();

    @SuppressWarnings("ImmutableEnumChecker") // Nobody gets it.
    private final byte[] text;

    FieldKind(String text) {
        this.text = text.getBytes(StandardCharsets.US_ASCII);
    }

    /** The kind of a name. */
    static FieldKind of(byte[] bytes, int start, int end) {
        int length = end - start;
        if (length >= BY_LENGTH.length) {
            return OTHER;
        }
        for (FieldKind kind : BY_LENGTH[length]) {
            if (matches(kind.text, bytes, start)) {
                return kind;
            }
        }
        return OTHER;
    }

    /** Whether the field says something about one connection, and is never passed on. */
    public boolean hopByHop() {
        return switch (this) {
            case CONNECTION,
                    KEEP_ALIVE,
                    PROXY_CONNECTION,
                    PROXY_AUTHENTICATE,
                    PROXY_AUTHORIZATION,
                    TE,
                    UPGRADE,
                    HTTP2_SETTINGS,
                    TRANSFER_ENCODING -> true;
            default -> false;
        };
    }

    /** Whether a text in lower case stands there, in whatever case. */
    static boolean matches(byte[] lower, byte[] bytes, int start) {
        for (int i = 0; i < lower.length; i++) {
            byte b = bytes[start + i];
            if ((b >= 'A' && b <= 'Z' ? b + 32 : b) != lower[i]) {
                return false;
            }
        }
        return true;
    }

    private static FieldKind[][] byLength() {
        int longest = 0;
        for (FieldKind kind : values()) {
            longest = Math.max(longest, kind.text.length);
        }
        FieldKind[][] table = new FieldKind[longest + 1][];
        for (int length = 0; length <= longest; length++) {
            List<FieldKind> kinds = new ArrayList<>();
            for (FieldKind kind : values()) {
                if (kind != OTHER && kind.text.length == length) {
                    kinds.add(kind);
                }
            }
            table[length] = kinds.toArray(new FieldKind[0]);
        }
        return table;
    }
}

package dev.slipway.router.wire;

import java.util.Locale;

/** Where a message ends, and whether its connection goes on: RFC 9112 sections 6 and 9, every doubt refused. */
final class Framing {
    private static final byte[] CHUNKED = {'c', 'h', 'u', 'n', 'k', 'e', 'd'};
    private static final byte[] CONTINUE = {'1', '0', '0', '-', 'c', 'o', 'n', 't', 'i', 'n', 'u', 'e'};

    private Framing() {}

    static void ofRequest(Head head) throws MalformedException {
        int hosts = 0;
        for (int i = 0; i < head.fields(); i++) {
            switch (head.kind(i)) {
                case HOST -> hosts++;
                case EXPECT -> expect(head, i);
                default -> common(head, i, 400);
            }
        }
        if (hosts > 1 || (hosts == 0 && head.minor == 1)) {
            throw new MalformedException(400, hosts + " Host fields; there must be one");
        }
        check(head, 400);
    }

    static void ofAnswer(Head head) throws MalformedException {
        for (int i = 0; i < head.fields(); i++) {
            common(head, i, 502);
        }
        check(head, 502);
    }

    private static void check(Head head, int status) throws MalformedException {
        if (head.chunked && (head.contentLength >= 0 || head.minor == 0)) {
            throw new MalformedException(status, "chunks beside a Content-Length, or in HTTP/1.0");
        }
    }

    private static void common(Head head, int i, int status) throws MalformedException {
        switch (head.kind(i)) {
            case CONTENT_LENGTH -> contentLength(head, i, status);
            case TRANSFER_ENCODING -> {
                if (head.chunked || !is(head, i, CHUNKED)) {
                    throw new MalformedException(
                            status == 400 ? 501 : status, "a Transfer-Encoding other than chunked, or given twice");
                }
                head.chunked = true;
            }
            case CONNECTION -> connection(head, i, status);
            default -> {}
        }
    }

    private static void contentLength(Head head, int i, int status) throws MalformedException {
        int start = head.valueStart(i);
        int end = head.valueEnd(i);
        if (head.contentLength >= 0 || start == end || end - start > 15) {
            throw new MalformedException(status, "a Content-Length that is given twice, empty or too long");
        }
        long value = 0;
        for (int at = start; at < end; at++) {
            byte b = head.bytes[at];
            if (b < '0' || b > '9') {
                throw new MalformedException(status, "a Content-Length that is no number");
            }
            value = value * 10 + b - '0';
        }
        head.contentLength = value;
    }

    private static void expect(Head head, int i) throws MalformedException {
        if (!is(head, i, CONTINUE)) {
            throw new MalformedException(417, "an Expect other than 100-continue");
        }
        head.expectsContinue = head.minor == 1;
    }

    private static void connection(Head head, int i, int status) throws MalformedException {
        for (String token : head.value(i).toLowerCase(Locale.ROOT).split(",", -1)) {
            String name = token.strip();
            switch (name) {
                case "", "upgrade", "te", "http2-settings", "proxy-connection" -> {}
                case "close" -> head.close = true;
                case "keep-alive" -> head.keepAlive = true;
                default -> nominated(head, name, status);
            }
        }
    }

    /** A field that belongs to this connection because the sender says so: it is not passed on. */
    private static void nominated(Head head, String name, int status) throws MalformedException {
        for (int i = 0; i < head.fields(); i++) {
            if (head.name(i).equals(name)) {
                if (head.kind(i) != FieldKind.OTHER) {
                    throw new MalformedException(status, "a Connection that names the field " + name);
                }
                head.kind(i, FieldKind.KEEP_ALIVE);
            }
        }
    }

    private static boolean is(Head head, int i, byte[] lower) {
        int start = head.valueStart(i);
        return head.valueEnd(i) - start == lower.length && FieldKind.matches(lower, head.bytes, start);
    }
}

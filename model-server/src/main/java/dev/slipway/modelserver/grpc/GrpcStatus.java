package dev.slipway.modelserver.grpc;

import dev.slipway.modelserver.inference.FailureCode;
import dev.slipway.modelserver.inference.InferenceFailure;
import java.nio.charset.StandardCharsets;

/**
 * How a call ended. Numbers are gRPC's: github.com/grpc/grpc, doc/statuscodes.md.
 *
 * @param code the number
 * @param message one sentence for people; empty for OK
 * @param retryAfterMillis when it makes sense to try again, or 0
 */
record GrpcStatus(int code, String message, long retryAfterMillis) {
    static final int OK = 0;
    static final int CANCELLED = 1;
    static final int INVALID_ARGUMENT = 3;
    static final int DEADLINE_EXCEEDED = 4;
    static final int NOT_FOUND = 5;
    static final int RESOURCE_EXHAUSTED = 8;
    static final int UNIMPLEMENTED = 12;
    static final int INTERNAL = 13;
    static final int UNAVAILABLE = 14;

    private static final int LONGEST = 600;

    GrpcStatus(int code, String message) {
        this(code, message, 0);
    }

    static GrpcStatus of(InferenceFailure failure) {
        return new GrpcStatus(codeOf(failure.code()), failure.message(), failure.retryAfterMillis());
    }

    private static int codeOf(FailureCode code) {
        return switch (code) {
            case INVALID_ARGUMENT, MODEL_REFUSED -> INVALID_ARGUMENT;
            case NOT_FOUND -> NOT_FOUND;
            case TOO_LARGE, RESOURCE_EXHAUSTED, OUT_OF_MEMORY -> RESOURCE_EXHAUSTED;
            case UNSUPPORTED, UNSUPPORTED_ENCODING -> UNIMPLEMENTED;
            case UNAVAILABLE -> UNAVAILABLE;
            case DEADLINE_EXCEEDED, HOPELESS -> DEADLINE_EXCEEDED;
            case CANCELLED -> CANCELLED;
            case UNREPRESENTABLE, INTERNAL -> INTERNAL;
        };
    }

    /** As the header {@code grpc-message}: percent-encoded where a byte is not printable ASCII. */
    String encodedMessage() {
        String line = message.replaceAll("\\s+", " ").strip();
        String shown = line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "…";
        StringBuilder encoded = new StringBuilder(shown.length() + 16);
        for (byte b : shown.getBytes(StandardCharsets.UTF_8)) {
            if (b >= ' ' && b <= '~' && b != '%') {
                encoded.append((char) b);
            } else {
                encoded.append('%')
                        .append(Character.forDigit((b >> 4) & 15, 16))
                        .append(Character.forDigit(b & 15, 16));
            }
        }
        return encoded.toString();
    }
}

package dev.slipway.modelserver.grpc;

import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.slipway.modelserver.inference.FailureCode;
import dev.slipway.modelserver.inference.InferenceFailure;
import dev.slipway.modelserver.inference.RequestException;
import dev.slipway.workload.grpc.Call;
import dev.slipway.workload.grpc.CallHandler;
import dev.slipway.workload.grpc.GrpcStatus;
import dev.slipway.workload.grpc.GrpcStatusException;
import dev.slipway.workload.grpc.UnaryHandler;

/** Failures of requests as statuses of gRPC. */
final class Failures {
    private Failures() {}

    /** What a method does that answers from memory. */
    interface Answering<Q> {
        /** The answer. */
        MessageLite answer(Q request) throws RequestException;
    }

    /** The status of a call that failed so. */
    static GrpcStatus status(InferenceFailure failure) {
        return new GrpcStatus(code(failure.code()), failure.message(), failure.retryAfterMillis());
    }

    /** A handler of a method that answers one message with one. */
    static <Q extends MessageLite> CallHandler unary(Call call, Parser<Q> parser, Answering<Q> answering) {
        return new UnaryHandler<>(call, parser, request -> {
            try {
                return answering.answer(request);
            } catch (RequestException e) {
                throw new GrpcStatusException(status(e.failure()));
            }
        });
    }

    private static int code(FailureCode code) {
        return switch (code) {
            case INVALID_ARGUMENT, MODEL_REFUSED -> GrpcStatus.INVALID_ARGUMENT;
            case NOT_FOUND -> GrpcStatus.NOT_FOUND;
            case TOO_LARGE, RESOURCE_EXHAUSTED, OUT_OF_MEMORY -> GrpcStatus.RESOURCE_EXHAUSTED;
            case UNSUPPORTED, UNSUPPORTED_ENCODING -> GrpcStatus.UNIMPLEMENTED;
            case UNAVAILABLE -> GrpcStatus.UNAVAILABLE;
            case DEADLINE_EXCEEDED, HOPELESS -> GrpcStatus.DEADLINE_EXCEEDED;
            case CANCELLED -> GrpcStatus.CANCELLED;
            case UNREPRESENTABLE, INTERNAL -> GrpcStatus.INTERNAL;
        };
    }
}

package dev.slipway.modelserver.http;

import dev.slipway.modelserver.inference.FailureCode;

/** The status of each failure. */
final class HttpStatus {
    private HttpStatus() {}

    static int of(FailureCode code) {
        return switch (code) {
            case INVALID_ARGUMENT, MODEL_REFUSED -> 400;
            case NOT_FOUND -> 404;
            case TOO_LARGE -> 413;
            case UNSUPPORTED_ENCODING -> 415;
            case RESOURCE_EXHAUSTED, HOPELESS -> 429;
            case CANCELLED -> 499;
            case UNREPRESENTABLE, INTERNAL -> 500;
            case UNSUPPORTED -> 501;
            case UNAVAILABLE, OUT_OF_MEMORY -> 503;
            case DEADLINE_EXCEEDED -> 504;
        };
    }
}

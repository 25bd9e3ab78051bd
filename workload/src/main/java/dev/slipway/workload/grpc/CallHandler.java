package dev.slipway.workload.grpc;

import io.netty.buffer.ByteBuf;

/** What a method does with one call. All methods run on the connection's event loop. */
public interface CallHandler {
    /** A message of the client, without its framing; the handler releases it. */
    void message(ByteBuf message);

    /** The client sends no more. */
    default void halfClosed() {}

    /** The client gave up, its connection broke, or its deadline passed. */
    default void cancelled() {}

    /** There was no room for a message of the client, and the call has ended with that. */
    default void refused() {
        cancelled();
    }

    /** Whether the client may send more now; else {@link Call#resume()} tells when. */
    default boolean wantsMore() {
        return true;
    }

    /** Whether the call takes exactly one message, which must arrive within a time. */
    default boolean unary() {
        return true;
    }

    /** The server is no longer ready. */
    default void notReady() {}

    /** The server ends: a call that could go on for ever ends now. */
    default void goAway() {}
}

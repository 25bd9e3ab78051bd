package dev.slipway.workload.grpc;

import io.netty.handler.codec.http2.Http2Headers;

/** Is told of one call from its headers to its trailers, on its event loop. */
public interface CallObserver {
    /** Nobody. */
    CallObserver NONE = new CallObserver() {};

    /** Who observes calls as they begin. */
    interface Factory {
        /** The observer of the call that these headers begin. */
        CallObserver begin(Http2Headers headers);
    }

    /** So many bytes came. */
    default void received(int bytes) {}

    /** So many bytes went. */
    default void sent(int bytes) {}

    /** The trailers have gone out with this status, or the client has gone. */
    default void ended(int status) {}
}

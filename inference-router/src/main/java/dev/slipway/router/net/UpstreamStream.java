package dev.slipway.router.net;

import dev.slipway.router.wire.Head;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** One request to a server behind the router. For the thread of the loop. */
public interface UpstreamStream {
    /** A piece of the request's body, which is released. */
    void data(ByteBuf piece);

    /** The request is complete. */
    void end();

    /**
     * Nobody waits for the answer: the server is told by a reset or a closed connection, and the receiver nothing any more.
     * Does nothing where the stream is not the receiver's any more.
     */
    void cancel(Receiver owner);

    /** Takes no more of the answer for a while, or goes on. */
    void pause(boolean paused);

    /** Whether pieces of the request can be taken without piling up. */
    boolean writable();

    /** Why there was no answer. */
    enum Fault {
        /** No connection came about: the request was not sent. */
        CONNECT,
        /** A kept connection ended before anything of an answer came: the server had closed it. */
        STALE,
        /** The connection ended in the middle. */
        RESET,
        /** What came is no HTTP. */
        GARBAGE
    }

    /** What the sender of a request is told. */
    interface Receiver {
        /** Whether the request is still to be sent, now that it could be. */
        default boolean wanted() {
            return true;
        }

        /** The request can be sent on this stream: body and end are for the receiver to send. */
        void opened(UpstreamStream stream);

        /** The answer's head; good during the call only. */
        void head(Head head);

        /** A piece of the answer's body, to be released. */
        void data(ByteBuf piece);

        /** The answer is complete; the last call. */
        void end(@Nullable Head trailers);

        /** There is no answer; the last call. */
        void failed(Fault fault, String detail);

        /** Pieces of the request can be taken again. */
        void writable();
    }

    /**
     * What is sent.
     *
     * @param head of the client's request, whose fields are passed on
     * @param target path and query as bytes
     * @param targetFrom where they begin
     * @param targetTo where they end
     * @param host what the server is asked as
     * @param own fields that are added
     * @param dropped credentials that end at the router are not passed on
     * @param contentLength of the body, -1 for one of unknown length
     */
    @SuppressWarnings("ArrayRecordComponent") // Written once, compared never.
    record Request(
            Head head,
            byte[] target,
            int targetFrom,
            int targetTo,
            byte[] host,
            Fields own,
            boolean dropped,
            long contentLength) {}
}

package dev.slipway.router.net;

import dev.slipway.router.wire.Head;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** One request of a client and the way back, over whichever version of HTTP. For the thread of the loop. */
public interface ClientStream {
    /** The request. Its bytes are good until the exchange is over. */
    Head head();

    /** Whether it came over HTTP/2, where trailers can be sent. */
    boolean http2();

    /** Whether it came encrypted. */
    boolean secure();

    /** Who sent it: an address without the port. */
    String peer();

    /**
     * Begins the answer.
     *
     * @param answer whose fields are passed on, without those of one connection; null for none
     * @param own fields that are added; null for none
     * @param contentLength of the body; -1 where it is not known before its end
     */
    void answer(int status, @Nullable Head answer, @Nullable Fields own, long contentLength);

    /** A piece of the answer's body, which is released. */
    void data(ByteBuf piece);

    /** The answer is complete. {@code trailers} are those of gRPC; null for none. */
    void end(@Nullable Head trailers);

    /** The answer will not be completed: the connection or the stream is cut, so that the client can tell. */
    void abort();

    /** Whether pieces of the answer can be taken without piling up. */
    boolean writable();

    /** Takes no more of the request's body for a while, or goes on. */
    void pause(boolean paused);

    /** Tells the client to send the body, if it waits to be told. */
    void proceed();

    /** What the owner of a request is told of it. */
    interface Receiver {
        /** A piece of the body, to be released. */
        void data(ByteBuf piece);

        /** The body is complete. */
        void end();

        /** The client has gone. The last call. */
        void gone();

        /** Pieces of the answer can be taken again. */
        void writable();
    }

    /** Who requests are for. */
    interface Application {
        /** A request has come; the receiver is told what follows. It may be answered in this call. */
        Receiver request(ClientStream stream);

        /** What came is no request and was refused with this status. */
        void malformed(int status, String reason, String peer);

        /** Whether clients are asked to take another connection. */
        boolean draining();
    }
}

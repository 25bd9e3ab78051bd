package dev.slipway.router.net;

import dev.slipway.router.wire.Head;
import dev.slipway.router.wire.HeadParser;
import dev.slipway.router.wire.MalformedException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Takes one request after the other out of the bytes of a client's connection: a head, then its body. The bytes of the next
 * one wait until it is asked for.
 */
final class RequestReader {
    private static final int MOST_WAITING = 64 << 10;

    private final Requests requests;
    private final Head head = new Head();
    private final BodyReader body;
    private @Nullable ByteBuf in;
    private Reading reading = Reading.HEAD;
    private boolean headBegun;
    private boolean paused;
    private boolean processing;

    private enum Reading {
        HEAD,
        BODY,
        DONE,
        CLOSED
    }

    /** Who is told of what comes. */
    interface Requests {
        /** A part of a head is there, and the rest has to come. */
        void approaches();

        /** A head is there; without a body, the request is done. */
        void begins();

        /** A piece of the body, to be released. */
        void piece(ByteBuf piece);

        /** The body is complete: the request is done. */
        void ends();

        /** What comes is no request. */
        void malformed(MalformedException e);
    }

    RequestReader(Requests requests) {
        this.requests = requests;
        this.body = new BodyReader(requests::piece);
    }

    void add(ByteBufAllocator allocator, ByteBuf piece) {
        if (reading == Reading.CLOSED) {
            piece.release();
        } else {
            in = Cumulation.add(allocator, in, piece);
            read();
        }
    }

    /** Reads what is there, as far as it is wanted. */
    void read() {
        if (processing) {
            return;
        }
        processing = true;
        try {
            while (step()) {
                // Each step takes something from the buffer.
            }
        } catch (MalformedException e) {
            requests.malformed(e);
        } finally {
            processing = false;
        }
        if (reading == Reading.CLOSED) {
            release();
        } else {
            in = Cumulation.trim(in);
        }
    }

    private boolean step() throws MalformedException {
        ByteBuf buffer = in;
        if (buffer == null || !buffer.isReadable()) {
            return false;
        }
        return switch (reading) {
            case HEAD -> head(buffer);
            case BODY -> !paused && body(buffer);
            case DONE, CLOSED -> false;
        };
    }

    private boolean head(ByteBuf buffer) throws MalformedException {
        if (!HeadParser.request(buffer, head)) {
            if (!headBegun) {
                headBegun = true;
                requests.approaches();
            }
            return false;
        }
        headBegun = false;
        if (head.chunked() || head.contentLength() > 0) {
            body.begin(head);
            reading = Reading.BODY;
        } else {
            reading = Reading.DONE;
        }
        requests.begins();
        return true;
    }

    private boolean body(ByteBuf buffer) throws MalformedException {
        int before = buffer.readableBytes();
        body.read(buffer);
        if (reading == Reading.BODY && body.done()) {
            reading = Reading.DONE;
            requests.ends();
        }
        return reading != Reading.BODY || buffer.readableBytes() < before;
    }

    /** The next request may come. */
    void next() {
        head.clear();
        reading = Reading.HEAD;
    }

    /** Takes no more of the body for a while, or goes on; false where that is no change. */
    boolean pause(boolean wanted) {
        if (paused == wanted || reading == Reading.CLOSED) {
            return false;
        }
        paused = wanted;
        return true;
    }

    /** No more requests. */
    void close() {
        reading = Reading.CLOSED;
        // A body is closed in the middle of one of its pieces: then the bytes are still being read.
        if (!processing) {
            release();
        }
    }

    private void release() {
        ByteBuf buffer = in;
        if (buffer != null) {
            buffer.release();
            in = null;
        }
    }

    Head head() {
        return head;
    }

    /** Whether the request is complete. */
    boolean done() {
        return reading == Reading.DONE;
    }

    boolean closed() {
        return reading == Reading.CLOSED;
    }

    /** Whether nothing of a request is there. */
    boolean idle() {
        return reading == Reading.HEAD && (in == null || !in.isReadable());
    }

    /** Whether there are bytes that nobody is reading. */
    boolean waits() {
        return in != null && !processing;
    }

    /** Whether more bytes can be taken. */
    boolean hungry() {
        return !paused && (in == null || in.readableBytes() <= MOST_WAITING);
    }
}

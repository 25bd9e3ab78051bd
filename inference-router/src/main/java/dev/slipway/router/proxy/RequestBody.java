package dev.slipway.router.proxy;

import dev.slipway.router.net.UpstreamStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The body of a request, kept while it may have to be sent again. Most bodies are one piece. */
final class RequestBody {
    private @Nullable ByteBuf first;
    private @Nullable List<ByteBuf> more;
    private long size;
    private boolean complete;
    private boolean kept = true;

    /** Takes a piece, which is kept unless what came before is not. */
    void add(ByteBuf piece) {
        size += piece.readableBytes();
        if (!kept) {
            piece.release();
        } else if (first == null) {
            first = piece;
        } else {
            if (more == null) {
                more = new ArrayList<>(4);
            }
            more.add(piece);
        }
    }

    void complete() {
        complete = true;
    }

    boolean isComplete() {
        return complete;
    }

    /** Whether all of it that has come is here. */
    boolean kept() {
        return kept;
    }

    long size() {
        return size;
    }

    /** Sends what is here; the pieces stay. */
    void sendTo(UpstreamStream stream) {
        if (first != null) {
            stream.data(first.retainedDuplicate());
        }
        if (more != null) {
            for (ByteBuf piece : more) {
                stream.data(piece.retainedDuplicate());
            }
        }
        if (complete) {
            stream.end();
        }
    }

    /** All of it in one array. */
    byte[] bytes() {
        byte[] all = new byte[(int) size];
        int at = 0;
        if (first != null) {
            at = copy(first, all, at);
        }
        if (more != null) {
            for (ByteBuf piece : more) {
                at = copy(piece, all, at);
            }
        }
        return all;
    }

    private static int copy(ByteBuf piece, byte[] into, int at) {
        int n = piece.readableBytes();
        piece.getBytes(piece.readerIndex(), into, at, n);
        return at + n;
    }

    /** Another body in its place. */
    void replace(byte[] bytes) {
        release();
        kept = true;
        complete = true;
        size = bytes.length;
        first = Unpooled.wrappedBuffer(bytes);
    }

    /** Keeps it no longer: it has become too long to be sent twice. */
    void release() {
        kept = false;
        if (first != null) {
            first.release();
            first = null;
        }
        if (more != null) {
            more.forEach(ByteBuf::release);
            more = null;
        }
    }
}

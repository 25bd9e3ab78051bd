package dev.slipway.router.proxy;

import dev.slipway.router.net.ClientStream;
import dev.slipway.router.net.UpstreamStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The body of a request, kept while it is short: it may have to be sent again. Most bodies are one piece. */
final class RequestBody {
    private static final int SHORT = 64 << 10;
    private static final int SAMPLED_PART = 64;

    private final Source source;
    private @Nullable ByteBuf first;
    private @Nullable List<ByteBuf> more;
    private long size;
    private boolean complete;
    private boolean kept = true;

    /** Where a body comes from. */
    interface Source {
        /** What had come is on its way; more can be taken. */
        void taken();
    }

    /** A body that is still to come. */
    RequestBody(Source source) {
        this.source = source;
    }

    /** A body that is here. */
    RequestBody(byte[] bytes) {
        this(() -> {});
        replace(bytes);
    }

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
        source.taken();
    }

    /** The server takes more of it. */
    void taken() {
        source.taken();
    }

    /** Takes no more of it from the client than the server does, and keeps it no longer once it has become too long. */
    void flow(ClientStream client, @Nullable UpstreamStream server) {
        if (server != null && tooLong(size) && !complete) {
            release();
        }
        client.pause(!complete && (server == null ? tooLong(size) : !server.writable()));
    }

    /** Whether a body of so many bytes is too long to be kept while it comes. */
    static boolean tooLong(long bytes) {
        return bytes > SHORT;
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

    /** Copies all of a short body, of a longer one parts at equal distances; how many bytes. */
    int sample(byte[] into) {
        if (size <= into.length) {
            range(0, (int) size, into, 0);
            return (int) size;
        }
        int parts = into.length / SAMPLED_PART;
        for (int i = 0; i < parts; i++) {
            long from = (size - SAMPLED_PART) * i / (parts - 1);
            range((int) from, SAMPLED_PART, into, i * SAMPLED_PART);
        }
        return parts * SAMPLED_PART;
    }

    private void range(int from, int length, byte[] into, int at) {
        int copied = first == null ? 0 : part(first, from, length, into, at);
        int skipped = first == null ? 0 : first.readableBytes();
        for (int i = 0; more != null && i < more.size() && copied < length; i++) {
            copied += part(more.get(i), from + copied - skipped, length - copied, into, at + copied);
            skipped += more.get(i).readableBytes();
        }
    }

    private static int part(ByteBuf piece, int from, int length, byte[] into, int at) {
        int n = Math.clamp(piece.readableBytes() - (long) from, 0, length);
        piece.getBytes(piece.readerIndex() + (n == 0 ? 0 : from), into, at, n);
        return n;
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

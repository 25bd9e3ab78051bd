package dev.slipway.router.net;

import dev.slipway.router.wire.ChunkReader;
import dev.slipway.router.wire.Head;
import dev.slipway.router.wire.MalformedException;
import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;

/** Reads one body of HTTP/1.1 after the other, each to where its head says that it ends: after a length, or in chunks. */
final class BodyReader {
    private final Consumer<ByteBuf> pieces;
    private final ChunkReader chunks = new ChunkReader();
    private boolean chunked;
    private long left;

    /** Hands on what it reads, as retained slices. */
    BodyReader(Consumer<ByteBuf> pieces) {
        this.pieces = pieces;
    }

    /** Makes it ready for the body of this head, which says chunks or a length. */
    void begin(Head head) {
        chunked = head.chunked();
        if (chunked) {
            chunks.clear();
        } else {
            left = head.contentLength();
        }
    }

    void read(ByteBuf in) throws MalformedException {
        if (chunked) {
            chunks.read(in, pieces);
        } else {
            int n = (int) Math.min(left, in.readableBytes());
            left -= n;
            pieces.accept(in.readRetainedSlice(n));
        }
    }

    boolean done() {
        return chunked ? chunks.done() : left == 0;
    }
}

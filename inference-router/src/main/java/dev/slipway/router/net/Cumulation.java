package dev.slipway.router.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/** Bytes that came and have not been used. */
final class Cumulation {
    private Cumulation() {}

    /** What was there and what came; the one buffer as it is where nothing was there. */
    static ByteBuf add(ByteBufAllocator allocator, @Nullable ByteBuf before, ByteBuf piece) {
        if (before == null) {
            return piece;
        }
        ByteBuf all = before;
        // Slices of the buffer may be out: it is written to only where it has room and nobody else has it.
        if (before.refCnt() > 1 || before.isReadOnly() || before.maxFastWritableBytes() < piece.readableBytes()) {
            all = allocator.ioBuffer(Math.max(1024, (before.readableBytes() + piece.readableBytes()) * 2));
            all.writeBytes(before);
            before.release();
        }
        all.writeBytes(piece);
        piece.release();
        return all;
    }

    /** Null, and released, where everything is used. */
    static @Nullable ByteBuf trim(@Nullable ByteBuf buffer) {
        if (buffer != null && !buffer.isReadable()) {
            buffer.release();
            return null;
        }
        return buffer;
    }
}

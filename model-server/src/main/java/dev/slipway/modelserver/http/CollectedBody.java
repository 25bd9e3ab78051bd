package dev.slipway.modelserver.http;

import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** The body of a request as it arrives. */
final class CollectedBody {
    private static final int FIRST_CAPACITY = 1 << 17;

    private @Nullable Buffer whole;
    private boolean owned;

    int length() {
        return whole == null ? 0 : whole.length();
    }

    /** The first chunk belongs to the connection; from the second on, the body has memory of its own. */
    void add(Buffer chunk) {
        Buffer before = whole;
        if (before == null) {
            whole = chunk;
            return;
        }
        if (!owned) {
            owned = true;
            before = Buffer.buffer(FIRST_CAPACITY).appendBuffer(before);
        }
        whole = before.appendBuffer(chunk);
    }

    /** All of it, once. What arrived in one piece has an array of its own; others are copied out. */
    @SuppressWarnings("deprecation") // the one way to the memory below
    byte[] take() {
        Buffer all = whole;
        whole = null;
        if (all == null) {
            return new byte[0];
        }
        ByteBuf memory = all.getByteBuf();
        boolean exact = memory.hasArray()
                && memory.arrayOffset() + memory.readerIndex() == 0
                && memory.array().length == all.length();
        return exact ? memory.array() : all.getBytes();
    }
}

package dev.slipway.modelserver.http;

import dev.slipway.workload.memory.ByteBudget;
import dev.slipway.workload.memory.NoRoomException;
import dev.slipway.workload.memory.Room;
import io.netty.buffer.ByteBuf;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request as it arrives. One that is longer than {@link ByteBudget#SMALL} has its room in the budget: from its
 * headers on where they say how long it will be, else as it grows. Closing it gives the room back, whatever became of the body.
 */
final class CollectedBody implements AutoCloseable {
    private final ByteBudget budget;
    private final int announced;
    private final int most;
    private @Nullable Room room;
    private @Nullable Buffer first;
    private @Nullable GrowingBytes bytes;

    /**
     * Nothing yet.
     *
     * @param budget of all bodies
     * @param announced its length as the headers say; 0 where they do not
     * @param most bytes that it can have
     * @throws NoRoomException if there is no room for a body of that length
     */
    CollectedBody(ByteBudget budget, int announced, int most) {
        this.budget = budget;
        this.announced = announced;
        this.most = most;
        if (announced > ByteBudget.SMALL) {
            room().require(announced, "a body of " + announced + " bytes");
        }
    }

    int length() {
        if (bytes != null) {
            return bytes.length();
        }
        return first == null ? 0 : first.length();
    }

    /** The first chunk stays where it is; from the second on, the body has memory of its own. */
    void add(Buffer chunk) {
        if (bytes == null && first == null) {
            first = chunk;
            return;
        }
        GrowingBytes all = bytes;
        if (all == null) {
            all = announced > 0 ? GrowingBytes.announced(announced, this::room) : new GrowingBytes(this::room, most);
            all.add(first == null ? Buffer.buffer() : first);
            first = null;
            bytes = all;
        }
        all.add(chunk);
    }

    /** All of it, once. What arrived in one piece has an array of its own; others are copied out. */
    @SuppressWarnings("deprecation") // the one way to the memory below
    byte[] take() {
        GrowingBytes all = bytes;
        if (all != null) {
            bytes = null;
            return all.take();
        }
        Buffer one = first;
        first = null;
        if (one == null) {
            return new byte[0];
        }
        ByteBuf memory = one.getByteBuf();
        boolean exact = memory.hasArray()
                && memory.arrayOffset() + memory.readerIndex() == 0
                && memory.array().length == one.length();
        return exact ? memory.array() : one.getBytes();
    }

    /** It has become one of this length with features; the shorter one is needed no more. */
    void completed(int length) {
        if (length > ByteBudget.SMALL) {
            room().require(Math.max(length, room().bytes()), "a body that features make " + length + " bytes long");
        }
    }

    /** Its room, which may hold nothing yet. On the event loop, or on one worker after it. */
    Room room() {
        Room its = room;
        if (its == null) {
            its = budget.room();
            room = its;
        }
        return its;
    }

    @Override
    public void close() {
        first = null;
        bytes = null;
        if (room != null) {
            room.close();
        }
    }
}

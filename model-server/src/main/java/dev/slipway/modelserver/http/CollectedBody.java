package dev.slipway.modelserver.http;

import dev.slipway.workload.memory.ByteBudget;
import dev.slipway.workload.memory.NoRoomException;
import dev.slipway.workload.memory.Room;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.vertx.core.MultiMap;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request as it arrives. One that is longer than {@link ByteBudget#SMALL} has its room in the budget: from its
 * headers on where they say how long it will be, else as it grows. Closing it gives the room back, whatever became of the body;
 * of one whose tensors are used where they lie, as soon as its request is over, too.
 */
final class CollectedBody implements AutoCloseable {
    private final ByteBudget budget;
    private final int announced;
    private final int most;
    private final int json;
    private @Nullable Room room;
    private @Nullable ByteBuf first;
    private @Nullable GrowingBytes bytes;
    private @Nullable TailedBytes tailed;

    /**
     * Nothing yet.
     *
     * @param budget of all bodies
     * @param announced its length as the headers say; 0 where they do not
     * @param most bytes that it can have
     * @param json how many of the announced bytes come before tensors that should lie in direct memory; negative where none do
     * @throws NoRoomException if there is no room for a body of that length
     */
    CollectedBody(ByteBudget budget, int announced, int most, int json) {
        this.budget = budget;
        this.announced = announced;
        this.most = most;
        this.json = json;
        if (announced > ByteBudget.SMALL) {
            room().require(announced, "a body of " + announced + " bytes");
        }
    }

    int length() {
        if (tailed != null) {
            return tailed.length();
        }
        if (bytes != null) {
            return bytes.length();
        }
        return first == null ? 0 : first.readableBytes();
    }

    /** Whether chunks may stay the caller's: they are copied out. Else the first one must stay as it is. */
    boolean copies() {
        return json >= 0;
    }

    /** The first chunk stays where it is; from the second on, the body has memory of its own. */
    void add(ByteBuf chunk) {
        if (json >= 0) {
            TailedBytes both = tailed;
            if (both == null) {
                both = new TailedBytes(json, announced - json, room());
                tailed = both;
            }
            both.add(chunk);
            return;
        }
        if (bytes == null && first == null) {
            first = chunk;
            return;
        }
        GrowingBytes all = bytes;
        if (all == null) {
            all = announced > 0 ? GrowingBytes.announced(announced, this::room) : new GrowingBytes(this::room, most);
            all.add(first == null ? Unpooled.EMPTY_BUFFER : first);
            first = null;
            bytes = all;
        }
        all.add(chunk);
    }

    /** All of it, once. */
    RequestBody take(MultiMap headers) {
        TailedBytes both = tailed;
        if (both != null) {
            tailed = null;
            return both.body(headers);
        }
        return new RequestBody(array(), headers);
    }

    /** What arrived in one piece has an array of its own; others are copied out. */
    private byte[] array() {
        GrowingBytes all = bytes;
        if (all != null) {
            bytes = null;
            return all.take();
        }
        ByteBuf one = first;
        first = null;
        return one == null ? new byte[0] : ByteBufUtil.getBytes(one, one.readerIndex(), one.readableBytes(), false);
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
        tailed = null;
        if (room != null) {
            room.close();
        }
    }
}

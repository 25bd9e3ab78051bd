package dev.slipway.workload.grpc;

import dev.slipway.workload.memory.NoRoomException;
import dev.slipway.workload.memory.Room;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/** What comes out of a compressed message, in memory that grows as long as the budget has room. */
final class Expanded {
    private static final int FIRST = 1 << 13;

    private final ByteBufAllocator allocator;
    private final int maxBytes;
    private final Room room;
    private @Nullable ByteBuf bytes;

    /** Nothing yet; takes the room over. */
    Expanded(ByteBufAllocator allocator, int maxBytes, Room room) {
        this.allocator = allocator;
        this.maxBytes = maxBytes;
        this.room = room;
    }

    void write(byte[] block, int count) throws MessageRefusedException {
        ByteBuf out = bytes;
        if (out == null) {
            out = grown(Math.max(FIRST, count));
        } else if (count > out.writableBytes()) {
            out = grown(2L * (out.readableBytes() + count));
        }
        if (out.readableBytes() + count > maxBytes) {
            throw MessageAssembler.tooLarge(maxBytes);
        }
        out.writeBytes(block, 0, count);
    }

    /** At least one byte beyond the limit, so that what is too large is seen. */
    private ByteBuf grown(long wanted) throws MessageRefusedException {
        ByteBuf before = bytes;
        int held = before == null ? 0 : before.capacity();
        int size = (int) Math.min(wanted, maxBytes + (long) FIRST);
        try {
            room.require(held + (long) size, "a message that unpacks to more than " + held + " bytes");
        } catch (NoRoomException e) {
            throw MessageRefusedException.noRoom(String.valueOf(e.getMessage()));
        }
        ByteBuf larger = MessageAssembler.memory(allocator, size, room);
        bytes = larger;
        if (before != null) {
            larger.writeBytes(before);
            before.release();
            boolean _ = room.resize(size);
        }
        return larger;
    }

    /** The whole, which takes the memory and the room along. */
    ByteBuf message() {
        ByteBuf whole = bytes == null ? allocator.directBuffer(0) : bytes;
        bytes = null;
        return new CountedMessage(allocator, whole, room);
    }

    void release() {
        if (bytes != null) {
            bytes.release();
        }
        room.close();
    }
}

package dev.slipway.workload.grpc;

import dev.slipway.workload.memory.Room;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;

/** A message that has its room in a budget until its memory is released. */
final class CountedMessage extends CompositeByteBuf {
    private final Room room;

    /** Takes over the bytes and the room. */
    CountedMessage(ByteBufAllocator allocator, ByteBuf bytes, Room room) {
        super(allocator, true, 1, bytes);
        this.room = room;
    }

    @Override
    protected void deallocate() {
        super.deallocate();
        room.close();
    }
}

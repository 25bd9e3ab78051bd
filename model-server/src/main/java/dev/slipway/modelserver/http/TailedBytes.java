package dev.slipway.modelserver.http;

import dev.slipway.workload.memory.NoRoomException;
import dev.slipway.workload.memory.Room;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.vertx.core.MultiMap;
import java.nio.ByteBuffer;

/**
 * A body under the binary tensor extension as it arrives: its JSON in an array, its tensors in direct memory, where the model
 * reads them. That memory belongs to the body's room, which frees it.
 */
final class TailedBytes {
    /** Of the first tensor: what ONNX Runtime gives its own. */
    private static final int ALIGNMENT = 64;

    private final byte[] json;
    private final Room room;
    private final ByteBuf tail;
    private int jsonLength;

    /**
     * Nothing yet of two parts of known length.
     *
     * @param room has been taken for both
     * @throws NoRoomException if there is no such memory after all
     */
    TailedBytes(int json, int tail, Room room) {
        this.json = new byte[json];
        this.room = room;
        int most = tail + ALIGNMENT - 1;
        try {
            this.tail = PooledByteBufAllocator.DEFAULT.directBuffer(most, most);
        } catch (OutOfMemoryError e) {
            throw NoRoomException.noMemory("a body of " + (json + tail) + " bytes");
        }
        room.frees(this.tail::release);
        int beyond = this.tail.nioBuffer(0, most).alignmentOffset(0, ALIGNMENT);
        int start = (ALIGNMENT - beyond) % ALIGNMENT;
        this.tail.setIndex(start, start);
    }

    int length() {
        return jsonLength + tail.readableBytes();
    }

    void add(ByteBuf chunk) {
        int more = Math.min(chunk.readableBytes(), json.length - jsonLength);
        chunk.readBytes(json, jsonLength, more);
        jsonLength += more;
        tail.writeBytes(chunk);
    }

    /** All of it, valid as long as the room is held. */
    RequestBody body(MultiMap headers) {
        ByteBuffer bytes = tail.nioBuffer();
        return new RequestBody(json, headers, new RequestBody.Tail(bytes, room));
    }
}

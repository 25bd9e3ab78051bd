package dev.slipway.workload.grpc;

import dev.slipway.workload.memory.ByteBudget;
import dev.slipway.workload.memory.NoRoomException;
import dev.slipway.workload.memory.Room;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Messages out of the bytes of one stream. A message that lies whole in one frame of HTTP/2 is used where it lies; another is
 * collected in memory of its size, for which there must be room in the budget before the first of its bytes is kept. The
 * message takes the room along and gives it back when it is released.
 */
final class MessageAssembler {
    private final ByteBufAllocator allocator;
    private final Compression compression;
    private final int maxMessageBytes;
    private final ByteBudget budget;
    private @Nullable ByteBuf arriving;
    private int prefixSeen;
    private int flag;
    private long size;
    private @Nullable Collected part;
    private boolean partial;
    private long partSince;
    private boolean closed;

    /** A message of which a part is there, and the room for all of it. */
    private record Collected(ByteBuf bytes, Room room) {
        void release() {
            bytes.release();
            room.close();
        }
    }

    MessageAssembler(ByteBufAllocator allocator, @Nullable CharSequence encoding, MessageLimits limits) {
        this.allocator = allocator;
        this.compression = Compression.named(encoding);
        this.maxMessageBytes = limits.maxMessageBytes();
        this.budget = limits.messages();
    }

    /** Takes bytes, which stay the caller's and are read until {@link #next} gives null. */
    void add(ByteBuf data) {
        arriving = closed ? null : data;
    }

    /** The next whole message, which the caller releases; null when there is none yet. */
    @Nullable
    ByteBuf next() throws MessageRefusedException {
        ByteBuf in = arriving;
        if (in == null || closed) {
            return null;
        }
        if (!prefix(in)) {
            return rest();
        }
        ByteBuf message = part == null && in.readableBytes() >= size ? in.readRetainedSlice((int) size) : collect(in);
        if (message == null) {
            return rest();
        }
        prefixSeen = 0;
        partial = false;
        return flag == 0 ? message : compression.expand(allocator, flag, message, maxMessageBytes, budget.room());
    }

    /** All that arrived has been read; what is begun waits for more. */
    private @Nullable ByteBuf rest() {
        arriving = null;
        if (prefixSeen > 0 && !partial) {
            partial = true;
            partSince = System.nanoTime();
        }
        return null;
    }

    /** Whether the prefix of the next message is known. */
    private boolean prefix(ByteBuf in) throws MessageRefusedException {
        if (prefixSeen == 0 && in.readableBytes() >= Frames.PREFIX) {
            flag = in.readByte();
            size = in.readUnsignedInt();
            prefixSeen = Frames.PREFIX;
        }
        while (prefixSeen < Frames.PREFIX && in.isReadable()) {
            int next = in.readUnsignedByte();
            if (prefixSeen++ == 0) {
                flag = (byte) next;
                size = 0;
            } else {
                size = (size << 8) | next;
            }
        }
        if (prefixSeen == Frames.PREFIX && size > maxMessageBytes) {
            throw tooLarge(maxMessageBytes);
        }
        return prefixSeen == Frames.PREFIX;
    }

    /** The message when it is whole. */
    private @Nullable ByteBuf collect(ByteBuf in) throws MessageRefusedException {
        Collected collected = part == null ? begin() : part;
        ByteBuf bytes = collected.bytes();
        bytes.writeBytes(in, Math.min(in.readableBytes(), bytes.writableBytes()));
        if (bytes.isWritable()) {
            return null;
        }
        part = null;
        return new CountedMessage(allocator, bytes, collected.room());
    }

    private Collected begin() throws MessageRefusedException {
        Room room = budget.room();
        if (!room.resize(size)) {
            throw MessageRefusedException.noRoom(budget.refusal("a message of " + size + " bytes"));
        }
        Collected begun = new Collected(memory(allocator, (int) size, room), room);
        part = begun;
        return begun;
    }

    /** Memory of exactly this size; where there is none after all, the room is given back. */
    static ByteBuf memory(ByteBufAllocator allocator, int size, Room room) throws MessageRefusedException {
        try {
            return allocator.directBuffer(size, size);
        } catch (OutOfMemoryError e) {
            room.close();
            throw MessageRefusedException.noRoom(String.valueOf(
                    NoRoomException.noMemory("a message of " + size + " bytes").getMessage()));
        }
    }

    static MessageRefusedException tooLarge(int maxMessageBytes) {
        return new MessageRefusedException(new GrpcStatus(
                GrpcStatus.RESOURCE_EXHAUSTED,
                "The message is larger than the limit of %d bytes.".formatted(maxMessageBytes)));
    }

    /** Whether there is no part of a message. */
    boolean empty() {
        return prefixSeen == 0;
    }

    /** When the part of a message began, in {@link System#nanoTime()}; of no meaning where there is none. */
    long partSince() {
        return partSince;
    }

    /** The client had no leave to send: its time begins anew. */
    void waited(long nowNanos) {
        partSince = nowNanos;
    }

    boolean compresses() {
        return compression == Compression.GZIP;
    }

    /** A frame as this stream's answers go: compressed when its requests are. */
    ByteBuf encodeAnswer(ByteBuf frame) {
        return compresses() ? Compression.gzip(allocator, frame) : frame;
    }

    void close() {
        closed = true;
        arriving = null;
        if (part != null) {
            part.release();
            part = null;
        }
    }
}

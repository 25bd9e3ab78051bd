package dev.slipway.workload.grpc;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/**
 * Messages out of the bytes of one stream. A message that lies whole in one frame of HTTP/2 is used where it lies; others
 * are collected in one piece of memory that grows with what has arrived, not with what was announced.
 */
final class MessageAssembler {
    private static final int FIRST = 1 << 16;

    private final ByteBufAllocator allocator;
    private final Compression compression;
    private final int maxMessageBytes;
    private @Nullable ByteBuf bytes;
    private boolean closed;

    MessageAssembler(ByteBufAllocator allocator, @Nullable CharSequence encoding, int maxMessageBytes) {
        this.allocator = allocator;
        this.compression = Compression.named(encoding);
        this.maxMessageBytes = maxMessageBytes;
    }

    /** Takes bytes, which stay the caller's. */
    void add(ByteBuf data) {
        if (closed || !data.isReadable()) {
            return;
        }
        ByteBuf held = bytes;
        if (held == null) {
            bytes = data.retainedSlice();
        } else if (held.refCnt() == 1 && held.isWritable(data.readableBytes())) {
            held.writeBytes(data);
        } else {
            bytes = grown(held, data);
        }
    }

    private ByteBuf grown(ByteBuf held, ByteBuf data) {
        int size = held.readableBytes() + data.readableBytes();
        ByteBuf larger = allocator.directBuffer(Math.max(FIRST, 2 * size));
        larger.writeBytes(held).writeBytes(data);
        held.release();
        return larger;
    }

    /** The next whole message, which the caller releases; null when there is none yet. */
    @Nullable
    ByteBuf next() throws MessageRefusedException {
        ByteBuf held = bytes;
        if (held == null || held.readableBytes() < Frames.PREFIX) {
            return null;
        }
        int flag = held.getByte(held.readerIndex());
        long size = held.getUnsignedInt(held.readerIndex() + 1);
        if (size > maxMessageBytes) {
            throw tooLarge(maxMessageBytes);
        }
        if (held.readableBytes() - Frames.PREFIX < size) {
            return null;
        }
        held.skipBytes(Frames.PREFIX);
        ByteBuf message = held.readRetainedSlice((int) size);
        if (!held.isReadable()) {
            held.release();
            bytes = null;
        }
        return flag == 0 ? message : compression.expand(allocator, flag, message, maxMessageBytes);
    }

    static MessageRefusedException tooLarge(int maxMessageBytes) {
        return new MessageRefusedException(new GrpcStatus(
                GrpcStatus.RESOURCE_EXHAUSTED,
                "The message is larger than the limit of %d bytes.".formatted(maxMessageBytes)));
    }

    /** Whether there is no part of a message. */
    boolean empty() {
        return bytes == null;
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
        if (bytes != null) {
            bytes.release();
            bytes = null;
        }
    }
}

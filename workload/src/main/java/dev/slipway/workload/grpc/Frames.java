package dev.slipway.workload.grpc;

import com.google.protobuf.MessageLite;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufOutputStream;
import java.io.IOException;

/** The five bytes before every message of gRPC: whether it is compressed, and its length. */
public final class Frames {
    /** How many bytes that is. */
    public static final int PREFIX = 5;

    private Frames() {}

    /** A buffer with the prefix written and room for a message of this size. */
    public static ByteBuf begin(ByteBufAllocator allocator, int size) {
        return allocator.directBuffer(PREFIX + size).writeByte(0).writeInt(size);
    }

    /** A whole message with its prefix. */
    public static ByteBuf of(ByteBufAllocator allocator, MessageLite message) {
        ByteBuf out = begin(allocator, message.getSerializedSize());
        try (ByteBufOutputStream stream = new ByteBufOutputStream(out)) {
            message.writeTo(stream);
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory cannot fail", e);
        }
        return out;
    }
}

package dev.slipway.workload.grpc;

import dev.slipway.workload.memory.Room;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.ByteBufOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/** How the messages of a stream may be compressed: the header {@code grpc-encoding}. */
enum Compression {
    /** Not at all. */
    IDENTITY,
    /** RFC 1952. */
    GZIP,
    /** RFC 1950. */
    DEFLATE,
    /** In a way that this server does not know. */
    UNKNOWN;

    /** Answers below this size gain nothing. */
    private static final int SMALLEST = 512;

    static Compression named(@Nullable CharSequence name) {
        if (name == null) {
            return IDENTITY;
        }
        return switch (name.toString()) {
            case "identity", "" -> IDENTITY;
            case "gzip" -> GZIP;
            case "deflate" -> DEFLATE;
            default -> UNKNOWN;
        };
    }

    /**
     * The message that was compressed; takes the compressed one and the room over. Stops at the limit: a small message may hide
     * a huge one.
     */
    ByteBuf expand(ByteBufAllocator allocator, int flag, ByteBuf compressed, int maxBytes, Room room)
            throws MessageRefusedException {
        Expanded expanded = new Expanded(allocator, maxBytes, room);
        boolean done = false;
        try (InputStream in = open(flag, new ByteBufInputStream(compressed, true))) {
            byte[] block = new byte[8192];
            for (int read = in.read(block); read >= 0; read = in.read(block)) {
                expanded.write(block, read);
            }
            done = true;
            return expanded.message();
        } catch (IOException e) {
            throw new MessageRefusedException(new GrpcStatus(
                    GrpcStatus.INVALID_ARGUMENT, "The message is not compressed as it says: " + e.getMessage()));
        } finally {
            if (!done) {
                expanded.release();
            }
        }
    }

    private InputStream open(int flag, ByteBufInputStream in) throws IOException, MessageRefusedException {
        boolean opened = false;
        try {
            if (flag != 1) {
                throw new MessageRefusedException(new GrpcStatus(
                        GrpcStatus.INVALID_ARGUMENT,
                        "The first byte of a message is %d; it must be 0 or 1.".formatted(flag & 0xff)));
            }
            InputStream out = stream(in);
            opened = true;
            return out;
        } finally {
            if (!opened) {
                in.close();
            }
        }
    }

    private InputStream stream(InputStream in) throws IOException, MessageRefusedException {
        return switch (this) {
            case GZIP -> new GZIPInputStream(in);
            case DEFLATE -> new InflaterInputStream(in);
            case IDENTITY ->
                throw new MessageRefusedException(new GrpcStatus(
                        GrpcStatus.INTERNAL, "A message is compressed, but the call has no grpc-encoding."));
            case UNKNOWN ->
                throw new MessageRefusedException(new GrpcStatus(
                        GrpcStatus.UNIMPLEMENTED,
                        "The grpc-encoding is not supported; use gzip, deflate or identity."));
        };
    }

    /** A framed message, compressed where that makes it smaller by something. */
    static ByteBuf gzip(ByteBufAllocator allocator, ByteBuf frame) {
        if (frame.readableBytes() < SMALLEST) {
            return frame;
        }
        ByteBuf out =
                allocator.directBuffer(frame.readableBytes() / 2).writeByte(1).writeInt(0);
        try (GZIPOutputStream gzip = new GZIPOutputStream(new ByteBufOutputStream(out))) {
            frame.skipBytes(Frames.PREFIX).readBytes(gzip, frame.readableBytes());
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory cannot fail", e);
        } finally {
            frame.release();
        }
        return out.setInt(1, out.readableBytes() - Frames.PREFIX);
    }
}

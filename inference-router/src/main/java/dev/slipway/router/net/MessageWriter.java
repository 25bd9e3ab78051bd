package dev.slipway.router.net;

import dev.slipway.router.wire.HeadWriter;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/**
 * Writes one message after the other to a connection of HTTP/1.1. A head waits for the first piece of its body, and small
 * messages leave as one buffer: one system call.
 */
@SuppressWarnings("FutureReturnValueIgnored") // A failed write closes the connection, and its closing is told.
final class MessageWriter {
    private static final byte[] LAST_CHUNK = HeadWriter.ascii("0\r\n\r\n");
    private static final byte[] CRLF = HeadWriter.ascii("\r\n");
    private static final int COPIED = 4096;

    private final ChannelHandlerContext channel;
    private @Nullable ByteBuf head;
    private boolean chunked;
    private boolean bodiless;

    MessageWriter(ChannelHandlerContext channel) {
        this.channel = channel;
    }

    void begin(ByteBuf headBytes, boolean inChunks, boolean withoutBody) {
        head = headBytes;
        chunked = inChunks;
        bodiless = withoutBody;
    }

    void data(ByteBuf piece) {
        if (bodiless || !piece.isReadable()) {
            piece.release();
            return;
        }
        ByteBuf waiting = takeHead();
        if (chunked) {
            ByteBuf line = waiting == null ? channel.alloc().ioBuffer(16) : waiting;
            HeadWriter.chunk(line, piece.readableBytes());
            write(line);
            write(piece);
            write(channel.alloc().ioBuffer(2).writeBytes(CRLF));
            channel.flush();
        } else if (waiting != null && piece.readableBytes() <= COPIED) {
            waiting.writeBytes(piece);
            piece.release();
            head = waiting;
        } else {
            if (waiting != null) {
                write(waiting);
            }
            write(piece);
            channel.flush();
        }
    }

    void end() {
        ByteBuf out = takeHead();
        if (chunked && !bodiless) {
            out = out == null ? channel.alloc().ioBuffer(8) : out;
            out.writeBytes(LAST_CHUNK);
        }
        if (out != null) {
            write(out);
        }
        channel.flush();
    }

    void release() {
        ByteBuf waiting = takeHead();
        if (waiting != null) {
            waiting.release();
        }
    }

    private @Nullable ByteBuf takeHead() {
        ByteBuf waiting = head;
        head = null;
        return waiting;
    }

    private void write(ByteBuf out) {
        channel.write(out, channel.voidPromise());
    }
}

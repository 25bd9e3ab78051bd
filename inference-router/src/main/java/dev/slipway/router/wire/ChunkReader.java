package dev.slipway.router.wire;

import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;

/**
 * Reads a chunked body. Strict as the heads: sizes of at most 8 hexadecimal digits, lines of at most 4 KiB, CR LF after each
 * chunk. Chunk extensions and trailers are read over: nobody may act on them.
 */
public final class ChunkReader {
    private static final int MAX_LINE = 4096;

    private State state = State.SIZE;
    private long left;
    private int lineBytes;

    private enum State {
        SIZE,
        DATA,
        AFTER_DATA,
        TRAILER,
        DONE
    }

    /** Makes it ready for another body. */
    public void clear() {
        state = State.SIZE;
        left = 0;
        lineBytes = 0;
    }

    /** Whether the body is complete. */
    public boolean done() {
        return state == State.DONE;
    }

    /** Hands on what is there, as retained slices, until the buffer is empty or the body complete. */
    public void read(ByteBuf in, Consumer<ByteBuf> data) throws MalformedException {
        while (state != State.DONE) {
            if (state == State.DATA) {
                int n = (int) Math.min(left, in.readableBytes());
                if (n == 0) {
                    return;
                }
                left -= n;
                if (left == 0) {
                    state = State.AFTER_DATA;
                }
                data.accept(in.readRetainedSlice(n));
            } else if (!line(in)) {
                return;
            }
        }
    }

    private boolean line(ByteBuf in) throws MalformedException {
        int end = in.indexOf(in.readerIndex(), in.writerIndex(), (byte) '\n');
        int waiting = end < 0 ? in.readableBytes() : end - in.readerIndex() + 1;
        if (waiting > MAX_LINE) {
            throw new MalformedException(400, "a chunk's line of more than " + MAX_LINE + " bytes");
        }
        if (end < 0) {
            return false;
        }
        int start = in.readerIndex();
        if (end == start || in.getByte(end - 1) != '\r') {
            throw new MalformedException(400, "a chunk's line does not end with CR LF");
        }
        in.readerIndex(end + 1);
        switch (state) {
            case SIZE -> size(in, start, end - 1);
            case AFTER_DATA -> {
                if (end - 1 != start) {
                    throw new MalformedException(400, "a chunk is longer than it says");
                }
                state = State.SIZE;
            }
            default -> trailer(end - 1 - start);
        }
        return true;
    }

    private void trailer(int length) throws MalformedException {
        lineBytes += length;
        if (lineBytes > MAX_LINE) {
            throw new MalformedException(431, "trailers of more than " + MAX_LINE + " bytes");
        }
        if (length == 0) {
            state = State.DONE;
        }
    }

    private void size(ByteBuf in, int start, int end) throws MalformedException {
        long size = 0;
        int at = start;
        while (at < end) {
            int digit = Character.digit(in.getByte(at), 16);
            if (digit < 0) {
                break;
            }
            size = size * 16 + digit;
            at++;
            if (at - start > 8) {
                throw new MalformedException(400, "a chunk's size of more than 8 digits");
            }
        }
        if (at == start || (at < end && in.getByte(at) != ';')) {
            throw new MalformedException(400, "a chunk's size is no number");
        }
        left = size;
        state = size == 0 ? State.TRAILER : State.DATA;
    }
}

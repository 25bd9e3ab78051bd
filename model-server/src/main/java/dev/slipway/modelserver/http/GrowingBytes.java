package dev.slipway.modelserver.http;

import dev.slipway.workload.memory.ByteBudget;
import dev.slipway.workload.memory.NoRoomException;
import dev.slipway.workload.memory.Room;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.function.Supplier;

/** Bytes that come piece by piece, in one array that has its room in the budget where it is not small. */
final class GrowingBytes {
    private final Supplier<Room> room;
    private final int most;
    private byte[] bytes;
    private int length;
    /** Of the array, in the room. */
    private long counted;

    /**
     * None yet.
     *
     * @param room to take from, asked for when it is needed
     * @param most bytes that there can be
     */
    GrowingBytes(Supplier<Room> room, int most) {
        this.room = room;
        this.most = most;
        this.bytes = new byte[0];
    }

    /** None yet of this many, whose room has been taken. */
    static GrowingBytes announced(int length, Supplier<Room> room) {
        GrowingBytes exact = new GrowingBytes(room, length);
        exact.bytes = new byte[length];
        exact.counted = counted(length);
        return exact;
    }

    int length() {
        return length;
    }

    void add(ByteBuf chunk) {
        int more = chunk.readableBytes();
        ensure(more);
        chunk.readBytes(bytes, length, more);
        length += more;
    }

    /** Reads to the end, or until there are as many as there can be. */
    void readFrom(InputStream in) throws IOException {
        while (length < most) {
            ensure(1);
            int read = in.read(bytes, length, bytes.length - length);
            if (read < 0) {
                return;
            }
            length += read;
        }
    }

    private void ensure(int more) {
        if (length + more > bytes.length) {
            become((int) Math.min(most, Math.max(2L * (length + more), ByteBudget.SMALL)));
        }
    }

    /** All of them in an array of their length. */
    byte[] take() {
        if (length < bytes.length) {
            become(length);
        }
        return bytes;
    }

    /** While one array is copied into the other there are both. */
    private void become(int capacity) throws NoRoomException {
        long wanted = counted(capacity);
        if (wanted > 0) {
            Room its = room.get();
            its.require(its.bytes() + wanted, "a body of more than " + length + " bytes");
        }
        bytes = Arrays.copyOf(bytes, capacity);
        if (counted > 0) {
            Room its = room.get();
            boolean _ = its.resize(its.bytes() - counted);
        }
        counted = wanted;
    }

    private static long counted(int capacity) {
        return capacity > ByteBudget.SMALL ? capacity : 0;
    }
}

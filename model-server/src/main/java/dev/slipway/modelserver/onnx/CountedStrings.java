package dev.slipway.modelserver.onnx;

import dev.slipway.workload.memory.Room;
import java.util.ArrayList;
import java.util.List;

/** The strings of one tensor. They take many times the bytes that they came in, and have their room in a budget. */
public final class CountedStrings implements Borrowed {
    /** A reference, a string and the head of its array, in bytes. */
    private static final int EACH = 56;

    private static final int STEP = 1 << 16;

    private final List<String> values = new ArrayList<>();
    private final Room room;
    private long counted;
    private long taken;

    CountedStrings(Room room) {
        this.room = room;
    }

    /** Appends one. */
    public void add(String value) {
        count(EACH + value.length());
        values.add(value);
    }

    /** Puts one at this place, with empty ones before it. */
    public void set(int index, String value) {
        count(value.length());
        while (values.size() <= index) {
            add("");
        }
        values.set(index, value);
    }

    private void count(long bytes) {
        counted += bytes;
        if (counted - taken >= STEP) {
            room.require(counted, "strings that take more than " + taken + " bytes");
            taken = counted;
        }
    }

    /** All of them. */
    public List<String> values() {
        return values;
    }

    @Override
    public void close() {
        room.close();
    }
}

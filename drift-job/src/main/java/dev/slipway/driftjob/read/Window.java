package dev.slipway.driftjob.read;

import java.time.Instant;

/** Rows whose time is from start on and before end. */
public record Window(Instant start, Instant end) {
    /** Before all rows. */
    public static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");

    /** After all rows. */
    public static final Instant END = Instant.parse("9999-01-01T00:00:00Z");

    public Window {
        if (!start.isBefore(end)) {
            throw new IllegalArgumentException("a window ends after it starts; this one is " + start + " to " + end);
        }
    }

    @Override
    public String toString() {
        return start + " to " + end;
    }
}

package dev.slipway.driftjob.read;

import java.time.Instant;

/** Rows whose time is from start on and before end. */
public record Window(Instant start, Instant end) {
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

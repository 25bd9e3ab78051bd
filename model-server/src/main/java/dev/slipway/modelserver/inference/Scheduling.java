package dev.slipway.modelserver.inference;

import java.util.concurrent.TimeUnit;

/**
 * How a request may wait.
 *
 * @param priority 1 goes first; 0 is the default, which stands with 1 (Triton's parameter {@code priority})
 * @param deadlineNanos the moment of {@link System#nanoTime()} after which the answer is worth nothing, or
 *     {@link #NO_DEADLINE} for the server's own limit
 */
public record Scheduling(int priority, long deadlineNanos) {
    /** The client named no deadline. */
    public static final long NO_DEADLINE = Long.MAX_VALUE;

    /** What a request without parameters gets. */
    public static final Scheduling DEFAULT = new Scheduling(0, NO_DEADLINE);

    /** From the V2 parameters {@code priority} and {@code timeout} (µs; 0: none). */
    public static Scheduling of(long priority, long timeoutMicros, long nowNanos) {
        long deadline = timeoutMicros <= 0
                ? NO_DEADLINE
                : nowNanos + TimeUnit.MICROSECONDS.toNanos(Math.min(timeoutMicros, TimeUnit.DAYS.toMicros(1)));
        return new Scheduling(Math.clamp(priority, 0, Integer.MAX_VALUE), deadline);
    }
}

package dev.slipway.router.proxy;

import dev.slipway.router.wire.FieldKind;
import dev.slipway.router.wire.Head;
import org.jspecify.annotations.Nullable;

/** How long a caller waits: {@code x-deadline-ms}, or {@code grpc-timeout} with its unit. */
final class Deadlines {
    private Deadlines() {}

    /** What the caller said, in nanoseconds; -1 where it said nothing that can be read. */
    static long asked(Head head) {
        long millis = number(head.value(FieldKind.DEADLINE), 0);
        if (millis > 0) {
            return millis * 1_000_000;
        }
        String timeout = head.value(FieldKind.GRPC_TIMEOUT);
        long value = number(timeout, 1);
        if (timeout == null || value <= 0) {
            return -1;
        }
        return switch (timeout.charAt(timeout.length() - 1)) {
            case 'n' -> value;
            case 'u' -> value * 1000;
            case 'm' -> value * 1_000_000;
            case 'S' -> value * 1_000_000_000;
            case 'M' -> value * 60_000_000_000L;
            case 'H' -> value * 3_600_000_000_000L;
            default -> -1;
        };
    }

    /** When a caller gets an answer at the latest who said this, by {@code System.nanoTime()}: never later than is allowed. */
    static long until(long asked, long allowed) {
        return System.nanoTime() + (asked > 0 ? Math.min(asked, allowed) : allowed);
    }

    /** Up to eight digits before a tail. */
    private static long number(@Nullable String text, int tail) {
        if (text == null || text.length() <= tail || text.length() > 8 + tail) {
            return -1;
        }
        long value = 0;
        for (int i = 0; i < text.length() - tail; i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            value = value * 10 + c - '0';
        }
        return value;
    }
}

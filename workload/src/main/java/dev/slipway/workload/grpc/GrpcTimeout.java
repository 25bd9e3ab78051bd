package dev.slipway.workload.grpc;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The header {@code grpc-timeout}: up to eight digits and a unit (github.com/grpc/grpc, doc/PROTOCOL-HTTP2.md). */
final class GrpcTimeout {
    private static final int MOST_DIGITS = 8;

    private GrpcTimeout() {}

    /** The moment of {@link System#nanoTime()} until when the answer is of use; a header that is none of these says never. */
    static long deadline(@Nullable CharSequence header, long nowNanos) {
        if (header == null || header.length() < 2 || header.length() > MOST_DIGITS + 1) {
            return Call.NO_DEADLINE;
        }
        long number = 0;
        for (int i = 0; i < header.length() - 1; i++) {
            int digit = header.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return Call.NO_DEADLINE;
            }
            number = 10 * number + digit;
        }
        TimeUnit unit = unit(header.charAt(header.length() - 1));
        // A deadline beyond a day is none: nothing waits that long.
        return unit == null || unit.toDays(number) > 0 ? Call.NO_DEADLINE : nowNanos + unit.toNanos(number);
    }

    private static @Nullable TimeUnit unit(char letter) {
        return switch (letter) {
            case 'H' -> TimeUnit.HOURS;
            case 'M' -> TimeUnit.MINUTES;
            case 'S' -> TimeUnit.SECONDS;
            case 'm' -> TimeUnit.MILLISECONDS;
            case 'u' -> TimeUnit.MICROSECONDS;
            case 'n' -> TimeUnit.NANOSECONDS;
            default -> null;
        };
    }
}

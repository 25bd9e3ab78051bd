package dev.slipway.operator.model;

import java.time.Duration;
import java.util.regex.Pattern;

/** Durations as users write them: {@code 30s}, {@code 1h30m}, {@code 90d}, {@code 2ms}. */
public final class Durations {
    private static final Pattern PART = Pattern.compile("([0-9]+)(ms|s|m|h|d)");

    /** A billion days still fit into a {@link Duration}, and into its milliseconds. */
    private static final int MOST_DIGITS = 9;

    private Durations() {}

    /**
     * Reads a duration that the API server has admitted.
     *
     * @throws IllegalArgumentException if it is not of that form
     */
    public static Duration parse(String text) {
        var matcher = PART.matcher(text);
        var sum = Duration.ZERO;
        var end = 0;
        while (matcher.lookingAt()) {
            sum = sum.plus(part(amount(matcher.group(1), text), matcher.group(2)));
            end = matcher.end();
            matcher.region(end, text.length());
        }
        if (end == 0 || end < text.length()) {
            throw new IllegalArgumentException("'" + text + "' is not a duration such as 30s, 5m or 24h");
        }
        return sum;
    }

    private static long amount(String digits, String text) {
        if (digits.length() > MOST_DIGITS) {
            throw new IllegalArgumentException("'" + text + "' is too long a duration");
        }
        return Long.parseLong(digits);
    }

    private static Duration part(long amount, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }
}

package dev.slipway.driftjob.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Numbers and times as people read them. */
public final class Figures {
    /** Between digits in groups of three; a line does not break at it. */
    static final char THIN = '\u202f';

    private static final double LARGE = 1e7;
    private static final double SMALL = 1e-4;
    private static final double DAY = 86_400;
    /** The last second of the year 9999, and the first of the year 0. */
    private static final double LAST = 253_402_300_799.0;

    private static final double FIRST = -62_167_219_200.0;
    private static final MathContext DIGITS = new MathContext(4, RoundingMode.HALF_EVEN);
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter FULL =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("MM-dd HH:mm").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("HH:mm:ss").withZone(ZoneOffset.UTC);

    private Figures() {}

    /** Four digits that count, or all before the point up to seven; powers of ten beyond. A dash for what is no number. */
    public static String plain(double value) {
        if (!Double.isFinite(value)) {
            return "–";
        }
        double size = Math.abs(value);
        if (value == Math.rint(value) && size < 1e12) {
            return Long.toString((long) value);
        }
        if (size >= LARGE || size < SMALL) {
            return String.format(Locale.ROOT, "%.3e", value).replaceFirst("\\.?0+e", "e");
        }
        if (size >= 1_000) {
            return Long.toString(Math.round(value));
        }
        return new BigDecimal(value).round(DIGITS).stripTrailingZeros().toPlainString();
    }

    /** The same with its digits in groups. */
    static String grouped(double value) {
        return grouped(plain(value));
    }

    /** A count with its digits in groups. */
    static String grouped(long count) {
        return grouped(Long.toString(count));
    }

    private static String grouped(String plain) {
        int point = plain.indexOf('.');
        int end = point < 0 ? plain.length() : point;
        int start = plain.startsWith("-") ? 1 : 0;
        if (end - start <= 4 || !plain.substring(start, end).chars().allMatch(Character::isDigit)) {
            return plain;
        }
        StringBuilder grouped = new StringBuilder(plain);
        for (int at = end - 3; at > start; at -= 3) {
            grouped.insert(at, THIN);
        }
        return grouped.toString();
    }

    /** Seconds since 1970 as a date in UTC, with the time of day where there is one. */
    public static String time(double seconds) {
        if (!(seconds >= FIRST && seconds <= LAST)) {
            return plain(seconds);
        }
        Instant time = Instant.ofEpochSecond((long) Math.floor(seconds));
        return time.getEpochSecond() % (long) DAY == 0 ? DATE.format(time) : time.toString();
    }

    /** The same to the minute, where there is little room. */
    static String minute(double seconds) {
        boolean told = seconds >= FIRST && seconds <= LAST;
        return told ? FULL.format(Instant.ofEpochSecond((long) Math.floor(seconds))) : plain(seconds);
    }

    /** A time on an axis, as short as steps of so many seconds allow. */
    public static String tick(double seconds, double step) {
        if (!(seconds >= FIRST && seconds <= LAST)) {
            return plain(seconds);
        }
        Instant time = Instant.ofEpochSecond(Math.round(seconds));
        return (step >= DAY / 4 ? DATE : step >= 20 ? MINUTE : SECOND).format(time);
    }

    /** A length of time in the unit that makes it easy to read. */
    static String duration(double seconds) {
        if (seconds >= 2 * DAY) {
            return plain(seconds / DAY) + " days";
        }
        return seconds >= 7_200 ? plain(seconds / 3_600) + " h" : plain(seconds) + " s";
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    /** A probability; what is too small to matter is a bound. */
    static String probability(double p) {
        return Double.isNaN(p) ? "–" : p < 1e-9 ? "< 1e-9" : plain(p);
    }
}

package dev.slipway.featureserver.codec;

/**
 * Timestamps as Feast writes them: {@code 2026-01-02T03:04:05Z} with 0, 3, 6 or 9 digits after the point, the fewest that
 * are exact. The calendar is Howard Hinnant's {@code civil_from_days}.
 */
public final class Rfc3339 {
    private static final int DAY = 86_400;

    private Rfc3339() {}

    /** Writes the time without quotes. */
    public static void write(ByteSink out, long time) {
        long seconds = EventTimes.seconds(time);
        date(out, Math.floorDiv(seconds, (long) DAY));
        int second = (int) Math.floorMod(seconds, (long) DAY);
        out.put('T');
        digits(out, second / 3600, 2);
        out.put(':');
        digits(out, second / 60 % 60, 2);
        out.put(':');
        digits(out, second % 60, 2);
        fraction(out, EventTimes.nanos(time));
        out.put('Z');
    }

    private static void date(ByteSink out, long day) {
        long shifted = day + 719_468;
        long era = Math.floorDiv(shifted, 146_097L);
        int ofEra = (int) (shifted - era * 146_097);
        int yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365;
        int ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int fromMarch = (5 * ofYear + 2) / 153;
        int month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
        long year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
        digits(out, (int) year, 4);
        out.put('-');
        digits(out, month, 2);
        out.put('-');
        digits(out, ofYear - (153 * fromMarch + 2) / 5 + 1, 2);
    }

    private static void fraction(ByteSink out, int nanos) {
        if (nanos == 0) {
            return;
        }
        out.put('.');
        if (nanos % 1_000_000 == 0) {
            digits(out, nanos / 1_000_000, 3);
        } else if (nanos % 1000 == 0) {
            digits(out, nanos / 1000, 6);
        } else {
            digits(out, nanos, 9);
        }
    }

    private static void digits(ByteSink out, int value, int width) {
        out.ensure(width);
        int divisor = 1;
        for (int i = 1; i < width; i++) {
            divisor *= 10;
        }
        for (int rest = value; divisor > 0; divisor /= 10) {
            out.put('0' + rest / divisor % 10);
        }
    }
}

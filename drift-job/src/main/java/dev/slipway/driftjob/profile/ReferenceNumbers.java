package dev.slipway.driftjob.profile;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Makes the profile of a reference column in one pass: edges from its first numbers, {@value #SAMPLE} where there is
 * {@link Room} for them, then counts. Beside it runs a sample, one by chance of each stretch of numbers. Where the beginning
 * was not like the rest (a table in order of time or value) intervals become too full; {@link #lopsided} then says so, and a
 * second pass over edges of the sample cures it.
 */
public final class ReferenceNumbers {
    public static final int SAMPLE = 65_536;
    /** Most columns of a wide table have few rows: the sample grows with what is seen. */
    private static final int FIRST = 1024;
    /** An interval with so many times its share makes the bounds of distances too wide to be of use. */
    private static final double TOO_FULL = 8;

    private final ColumnKind kind;
    private final Room room;
    private double[] sample;
    private final SplittableRandom random = new SplittableRandom(20_261_121);
    private final NumericProfile notNumbers;
    private long seen;
    private int kept;
    /** Of how many numbers one is kept. */
    private long stride = 1;

    private long nextKept;
    private @Nullable NumericProfile profile;

    public ReferenceNumbers(ColumnKind kind) {
        this(kind, Room.FULL);
    }

    public ReferenceNumbers(ColumnKind kind, Room room) {
        this.kind = kind;
        this.room = room;
        this.sample = new double[Math.min(FIRST, room.sample())];
        this.notNumbers = new NumericProfile(kind, Edges.of(new double[0]));
    }

    public void add(double value) {
        if (!(Math.abs(value) <= Double.MAX_VALUE)) {
            notNumbers.add(value);
            return;
        }
        if (profile != null) {
            profile.add(value);
        }
        if (seen == nextKept) {
            keep(value);
        }
        seen++;
    }

    /** Adds values of an array, from one index on and before another; the same as one by one, and faster. */
    public void addAll(double[] values, int from, int to) {
        int at = profile == null ? fill(values, from, to) : from;
        while (at < to && profile == null) {
            add(values[at++]);
        }
        if (at < to) {
            addRest(values, at, to);
        }
    }

    /** Takes the first numbers, all but the last before the profile begins; where to go on. */
    private int fill(double[] values, int from, int to) {
        int at = from;
        grow(Math.min(kept + to - from, room.sample() - 1));
        while (at < to && kept < room.sample() - 1) {
            double value = values[at++];
            if (Math.abs(value) <= Double.MAX_VALUE) {
                sample[kept++] = value;
            } else {
                notNumbers.add(value);
            }
        }
        seen = kept;
        nextKept = kept;
        return at;
    }

    private void addRest(double[] values, int from, int to) {
        double nothing = 0;
        for (int i = from; i < to; i++) {
            nothing += values[i] * 0;
        }
        if (nothing == 0) {
            addFinite(values, from, to);
            return;
        }
        double[] finite = new double[to - from];
        int count = 0;
        for (int i = from; i < to; i++) {
            if (Math.abs(values[i]) <= Double.MAX_VALUE) {
                finite[count++] = values[i];
            } else {
                notNumbers.add(values[i]);
            }
        }
        addFinite(finite, 0, count);
    }

    private void addFinite(double[] values, int from, int to) {
        counting().addAll(values, from, to);
        long before = seen;
        seen += to - from;
        while (nextKept < seen) {
            keep(values[from + (int) (nextKept - before)]);
        }
    }

    /**
     * One number of each stride is kept, by chance; where there is no more room one of each two, and strides are twice as long
     * from there on.
     */
    private void keep(double value) {
        grow(kept + 1);
        sample[kept++] = value;
        if (kept == room.sample()) {
            counting();
            for (kept = 0; kept < room.sample() / 2; kept++) {
                sample[kept] = sample[2 * kept + (random.nextInt() & 1)];
            }
            stride *= 2;
        }
        nextKept = kept * stride + random.nextLong(stride);
    }

    private void grow(int needed) {
        if (needed > sample.length) {
            sample = Arrays.copyOf(sample, Math.min(room.sample(), Math.max(needed, 2 * sample.length)));
        }
    }

    public void addNull() {
        notNumbers.addNull();
    }

    public void addInvalid() {
        notNumbers.addInvalid();
    }

    /** The profile so far; call once, at the end. */
    public NumericProfile profile() {
        NumericProfile result = counting();
        result.nulls += notNumbers.nulls;
        result.invalid += notNumbers.invalid;
        result.nans += notNumbers.nans;
        result.positiveInfinities += notNumbers.positiveInfinities;
        result.negativeInfinities += notNumbers.negativeInfinities;
        return result;
    }

    /** Whether an open interval of a profile that was made here holds too large a share. */
    public boolean lopsided(NumericProfile made) {
        double most = TOO_FULL / room.edges() * made.finite() + 1;
        for (int slot = 0; slot <= 2 * made.edges().size(); slot += 2) {
            if (made.count(slot) > most) {
                return true;
            }
        }
        return false;
    }

    /** An empty profile with edges of the sample of everything that was seen. */
    public NumericProfile again() {
        return new NumericProfile(kind, Edges.ofSample(Arrays.copyOf(sample, kept), room.edges()));
    }

    private NumericProfile counting() {
        NumericProfile counting = profile;
        if (counting == null) {
            counting = new NumericProfile(kind, Edges.ofSample(Arrays.copyOf(sample, kept), room.edges()));
            counting.addAll(sample, 0, kept);
            profile = counting;
        }
        return counting;
    }
}

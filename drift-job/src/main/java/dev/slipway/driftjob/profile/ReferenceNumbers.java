package dev.slipway.driftjob.profile;

import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Makes the profile of a reference column in one pass: edges from its first {@value #SAMPLE} numbers, then counts. Beside
 * it runs a uniform sample of all numbers. Where the beginning was not like the rest (a table in order of time or value)
 * intervals become too full; {@link #lopsided} then says so, and a second pass over edges of the sample cures it.
 */
public final class ReferenceNumbers {
    public static final int SAMPLE = 65_536;
    /** With a fuller interval the bounds of distances are too wide to be of use. */
    private static final double TOO_FULL = 1.0 / 512;

    private final ColumnKind kind;
    private final int maxEdges;
    private final double[] sample = new double[SAMPLE];
    private final SplittableRandom random = new SplittableRandom(20_261_121);
    private final NumericProfile notNumbers;
    private long seen;
    private @Nullable NumericProfile profile;

    public ReferenceNumbers(ColumnKind kind) {
        this(kind, Edges.MAX);
    }

    public ReferenceNumbers(ColumnKind kind, int maxEdges) {
        this.kind = kind;
        this.maxEdges = maxEdges;
        this.notNumbers = new NumericProfile(kind, Edges.of(new double[0]));
    }

    public void add(double value) {
        if (!(Math.abs(value) <= Double.MAX_VALUE)) {
            notNumbers.add(value);
        } else if (seen < SAMPLE) {
            sample[(int) seen++] = value;
        } else {
            counting().add(value);
            seen++;
            long place = random.nextLong(seen);
            if (place < SAMPLE) {
                sample[(int) place] = value;
            }
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

    /** Whether an open interval holds too large a share. */
    public static boolean lopsided(NumericProfile profile) {
        for (int slot = 0; slot <= 2 * profile.edges().size(); slot += 2) {
            if (profile.count(slot) > TOO_FULL * profile.finite() + 1) {
                return true;
            }
        }
        return false;
    }

    /** An empty profile with edges of the sample of everything that was seen. */
    public NumericProfile again() {
        int length = (int) Math.min(seen, SAMPLE);
        return new NumericProfile(kind, Edges.ofSample(sample.clone(), length, maxEdges));
    }

    private NumericProfile counting() {
        NumericProfile counting = profile;
        if (counting == null) {
            int length = (int) seen;
            counting = new NumericProfile(kind, Edges.ofSample(sample.clone(), length, maxEdges));
            for (int i = 0; i < length; i++) {
                counting.add(sample[i]);
            }
            profile = counting;
        }
        return counting;
    }
}

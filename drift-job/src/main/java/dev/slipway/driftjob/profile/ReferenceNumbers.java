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
    private double weight = 1;
    private long nextKept = SAMPLE;
    private @Nullable NumericProfile profile;

    public ReferenceNumbers(ColumnKind kind) {
        this(kind, Edges.MAX);
    }

    public ReferenceNumbers(ColumnKind kind, int maxEdges) {
        this.kind = kind;
        this.maxEdges = maxEdges;
        this.notNumbers = new NumericProfile(kind, Edges.of(new double[0]));
        chooseNext();
    }

    public void add(double value) {
        if (!(Math.abs(value) <= Double.MAX_VALUE)) {
            notNumbers.add(value);
        } else if (seen < SAMPLE) {
            sample[(int) seen++] = value;
        } else {
            counting().add(value);
            seen++;
            if (seen == nextKept) {
                keep(value);
            }
        }
    }

    /** Adds values of an array, from one index on and before another; the same as one by one, and faster. */
    public void addAll(double[] values, int from, int to) {
        int at = from;
        while (at < to && seen < SAMPLE) {
            add(values[at++]);
        }
        for (int start = at; start < to; start += BlockSums.MOST) {
            addBlock(values, start, Math.min(to, start + BlockSums.MOST));
        }
    }

    private void addBlock(double[] values, int from, int to) {
        double nothing = 0;
        for (int i = from; i < to; i++) {
            nothing += values[i] * 0;
        }
        if (nothing != 0) {
            for (int i = from; i < to; i++) {
                add(values[i]);
            }
            return;
        }
        counting().addAll(values, from, to);
        long before = seen;
        seen += to - from;
        while (nextKept <= seen) {
            keep(values[from + (int) (nextKept - before - 1)]);
        }
    }

    /** Puts a value into the sample and chooses the next one (Li 1994, algorithm L): a draw a kept value, not a value. */
    private void keep(double value) {
        sample[random.nextInt(SAMPLE)] = value;
        chooseNext();
    }

    private void chooseNext() {
        weight *= Math.exp(Math.log(1 - random.nextDouble()) / SAMPLE);
        double skipped = Math.floor(Math.log(1 - random.nextDouble()) / Math.log(1 - weight));
        nextKept += (long) Math.min(skipped, 1e15) + 1;
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

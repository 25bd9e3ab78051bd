package dev.slipway.modelserver.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Runs of the model by their rows. A size takes memory once it has been seen; those beyond the largest are one. */
final class BatchCounts {
    static final int LARGEST = 1024;

    private final AtomicReferenceArray<@Nullable Size> sizes = new AtomicReferenceArray<>(LARGEST + 1);
    private final LongAdder rowsOfOthers = new LongAdder();
    private final Size others = new Size();

    private static final class Size {
        private final LongAdder runs = new LongAdder();
        private final LongAdder nanos = new LongAdder();

        void add(long nanosOfRun) {
            runs.increment();
            nanos.add(nanosOfRun);
        }
    }

    void add(long rows, long nanos) {
        if (rows < 1 || rows > LARGEST) {
            others.add(nanos);
            rowsOfOthers.add(rows);
            return;
        }
        Size size = sizes.get((int) rows);
        (size == null ? begin((int) rows) : size).add(nanos);
    }

    private Size begin(int rows) {
        Size fresh = new Size();
        Size other = sizes.compareAndExchange(rows, null, fresh);
        return other == null ? fresh : other;
    }

    /** All runs. */
    long runs() {
        return others.runs.sum()
                + seen().stream().mapToLong(batch -> batch.infer().count()).sum();
    }

    /** The rows of all runs. */
    long rows() {
        return rowsOfOthers.sum()
                + seen().stream()
                        .mapToLong(batch -> batch.rows() * batch.infer().count())
                        .sum();
    }

    /** By size, smallest first; without those beyond the largest. */
    List<ModelStatistics.Batch> seen() {
        List<ModelStatistics.Batch> seen = new ArrayList<>();
        for (int rows = 1; rows <= LARGEST; rows++) {
            Size size = sizes.get(rows);
            if (size != null) {
                seen.add(new ModelStatistics.Batch(
                        rows, new ModelStatistics.Duration(size.runs.sum(), size.nanos.sum())));
            }
        }
        return seen;
    }
}

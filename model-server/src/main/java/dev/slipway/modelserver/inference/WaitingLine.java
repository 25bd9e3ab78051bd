package dev.slipway.modelserver.inference;

import dev.slipway.modelserver.config.ServingConfig.Mode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Requests in line: urgent ones first, in the order of their arrival among equals. It knows how long the line is in rows
 * and in time, so that what cannot be served in time is refused at the door instead of after its wait. No threads and no
 * clock: every method is told the time.
 *
 * @param <J> what is done in the end
 */
final class WaitingLine<J> {
    /** A machine that stood still for a moment says nothing of what is to come. */
    private static final double SLOWEST = 8;

    private static final double RUNS_REMEMBERED = 16;

    private final Supplier<BatchPlan> plan;
    private final int mostEntries;
    private final int workers;
    private final TreeMap<Integer, ArrayDeque<Entry<J>>> line = new TreeMap<>();
    private final Lingering lingering = new Lingering();
    private int entries;
    private long waitingRows;
    private double waitingNanos;
    /** How many times as long as their cost runs have taken of late. */
    private double pace = 1;

    WaitingLine(Supplier<BatchPlan> plan, int mostEntries, int workers) {
        this.plan = plan;
        this.mostEntries = mostEntries;
        this.workers = workers;
    }

    /**
     * One request in line.
     *
     * @param job what is done in the end
     * @param key equal for requests that may share a run
     * @param rows how many rows it has
     * @param costNanos what it adds to the line
     * @param priority 0 and 1 go first
     * @param arrivedNanos when it came
     * @param waitUntilNanos when it may wait no longer
     * @param deadlineNanos when its answer is worth nothing any more
     */
    record Entry<J>(
            J job,
            Object key,
            int rows,
            double costNanos,
            int priority,
            long arrivedNanos,
            long waitUntilNanos,
            long deadlineNanos) {

        int level() {
            return Math.max(1, priority);
        }

        boolean late(long now) {
            return after(now, waitUntilNanos) || after(now, deadlineNanos);
        }

        private static boolean after(long now, long limit) {
            return limit != Scheduling.NO_DEADLINE && now - limit > 0;
        }
    }

    /** The key of what shares no run. */
    static final Object ALONE = new Object();

    /** What becomes of an arrival. */
    sealed interface Admission {
        /** It waits. */
        record Admitted() implements Admission {}

        /** It would wait in vain; after so long it may try again. */
        record Refused(FailureCode code, String message, long retryAfterNanos) implements Admission {}
    }

    /** Lets an arrival in, or not; {@code busyNanos} is what the workers still have at hand. */
    Admission admit(Entry<J> entry, double busyNanos, long now) {
        double wait = (ahead(entry) + busyNanos) * pace / workers;
        if (entries >= mostEntries) {
            return new Admission.Refused(
                    FailureCode.RESOURCE_EXHAUSTED,
                    "The server is busy: %d requests wait; try again.".formatted(entries),
                    (long) wait);
        }
        long patience = Math.min(left(entry.waitUntilNanos(), now), left(entry.deadlineNanos(), now));
        if (patience <= 0) {
            return new Admission.Refused(
                    FailureCode.DEADLINE_EXCEEDED, "The deadline of the request has passed before it could wait.", 0);
        }
        // With nobody ahead there is nothing to wait for: a model slower than the deadline still serves.
        if (wait > 0 && wait > patience) {
            boolean own = left(entry.deadlineNanos(), now) < left(entry.waitUntilNanos(), now);
            return new Admission.Refused(
                    own ? FailureCode.HOPELESS : FailureCode.RESOURCE_EXHAUSTED,
                    "The server is busy: the wait would be about %d ms, the request has %d ms."
                            .formatted((long) (wait / 1e6), patience / 1_000_000),
                    (long) (wait - patience));
        }
        line.computeIfAbsent(entry.level(), level -> new ArrayDeque<>()).addLast(entry);
        entries++;
        waitingRows += entry.rows();
        waitingNanos += entry.costNanos();
        return new Admission.Admitted();
    }

    /**
     * Tells how long a run took by the clock. Costs are processor time, and under load others want the processor too: who
     * reads and refuses what keeps coming, at least.
     */
    void took(long costNanos, long nanos) {
        if (costNanos > 0) {
            pace += (Math.clamp((double) nanos / costNanos, 1, SLOWEST) - pace) / RUNS_REMEMBERED;
        }
    }

    private static long left(long limit, long now) {
        return limit == Scheduling.NO_DEADLINE ? Long.MAX_VALUE : limit - now;
    }

    private double ahead(Entry<J> entry) {
        if (line.isEmpty() || entry.level() >= line.lastKey()) {
            return waitingNanos;
        }
        double ahead = 0;
        for (ArrayDeque<Entry<J>> level : line.headMap(entry.level(), true).values()) {
            for (Entry<J> other : level) {
                ahead += other.costNanos();
            }
        }
        return ahead;
    }

    /** Removes one that gave up; false where it has had its turn already. */
    boolean remove(Entry<J> entry) {
        ArrayDeque<Entry<J>> level = line.get(entry.level());
        boolean removed = level != null && level.remove(entry);
        if (removed) {
            left(entry);
            forgetEmptyLevels();
        }
        return removed;
    }

    /** Those whose time is over; they leave the line. */
    List<Entry<J>> late(long now) {
        List<Entry<J>> late = new ArrayList<>();
        for (ArrayDeque<Entry<J>> level : line.values()) {
            for (Iterator<Entry<J>> each = level.iterator(); each.hasNext(); ) {
                Entry<J> entry = each.next();
                if (entry.late(now)) {
                    each.remove();
                    left(entry);
                    late.add(entry);
                }
            }
        }
        forgetEmptyLevels();
        return late;
    }

    /**
     * Those that a free worker runs together now: the first in line and those after it that may share its run. Empty
     * where nobody waits, or where waiting for more pays.
     */
    List<Entry<J>> take(int freeWorkers, long now) {
        Entry<J> first = first();
        if (first == null) {
            lingering.nobody();
            return List.of();
        }
        if (first.key() == ALONE) {
            return batch(first, first.rows());
        }
        BatchPlan current = plan.get();
        int waiting = rowsLike(first);
        if (current.mode() == Mode.Auto && lingering.nanos(current, first.key(), waiting, now) > 0) {
            return List.of();
        }
        int rows = current.rowsToTake(waiting, now - first.arrivedNanos(), freeWorkers);
        if (rows == 0) {
            return List.of();
        }
        lingering.taken(first.key(), rows, now);
        return batch(first, rows);
    }

    /** Whether a free worker should look now, or sleeps on until {@link #nextLookNanos}. */
    boolean worthALook() {
        return lingering.enough(waitingRows);
    }

    /** When a worker should look again though nobody arrives. */
    long nextLookNanos(long now) {
        Entry<J> first = first();
        if (first == null) {
            return Long.MAX_VALUE;
        }
        BatchPlan current = plan.get();
        long wait = current.mode() == Mode.Auto
                ? lingering.left(now)
                : first.arrivedNanos() + current.maxDelayNanos() - now;
        return Math.max(1, wait);
    }

    private List<Entry<J>> batch(Entry<J> first, int rows) {
        List<Entry<J>> batch = new ArrayList<>();
        collect(batch, first, rows);
        forgetEmptyLevels();
        return batch;
    }

    @SuppressWarnings("ReferenceEquality") // Two requests can be equal and are still two.
    private void collect(List<Entry<J>> batch, Entry<J> first, int rows) {
        int taken = 0;
        for (ArrayDeque<Entry<J>> level : line.values()) {
            for (Iterator<Entry<J>> each = level.iterator(); each.hasNext(); ) {
                Entry<J> entry = each.next();
                if (entry == first
                        || (taken + entry.rows() <= rows && entry.key().equals(first.key()))) {
                    each.remove();
                    left(entry);
                    batch.add(entry);
                    taken += entry.rows();
                    if (taken >= rows) {
                        return;
                    }
                }
            }
        }
    }

    /** Clients choose the levels: those that nobody stands on must not stay. */
    private void forgetEmptyLevels() {
        line.values().removeIf(ArrayDeque::isEmpty);
    }

    private int rowsLike(Entry<J> first) {
        int rows = 0;
        for (ArrayDeque<Entry<J>> level : line.values()) {
            for (Entry<J> entry : level) {
                if (entry.key().equals(first.key())) {
                    rows += entry.rows();
                }
            }
        }
        return rows;
    }

    private @Nullable Entry<J> first() {
        for (ArrayDeque<Entry<J>> level : line.values()) {
            Entry<J> first = level.peekFirst();
            if (first != null) {
                return first;
            }
        }
        return null;
    }

    private void left(Entry<J> entry) {
        entries--;
        waitingRows -= entry.rows();
        waitingNanos = entries == 0 ? 0 : waitingNanos - entry.costNanos();
    }

    int size() {
        return entries;
    }
}

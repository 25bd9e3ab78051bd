package dev.slipway.router.policy.limit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Requests that wait for a place at a target. Bounded by the target's limit. First come, first served, until the one at the
 * front has used half of its time: then the newest goes first, since the old ones will be late whatever is done and the new
 * ones need not be.
 */
public final class WaitingLine<T> {
    private final Deque<Waiting<T>> line = new ArrayDeque<>();
    private long waited;

    /** Somebody, and until when an answer is of use. */
    private record Waiting<T>(T item, long since, long deadline) {
        boolean old(long now) {
            return now - since > (deadline - since) / 2;
        }
    }

    /** Gets in line unless as many wait as may. */
    public boolean offer(T item, long now, long deadline, int most) {
        if (line.size() >= most) {
            return false;
        }
        line.addLast(new Waiting<>(item, now, deadline));
        return true;
    }

    /** Whose turn it is; null where nobody waits. */
    public @Nullable T poll(long now) {
        Waiting<T> front = line.peekFirst();
        if (front == null) {
            return null;
        }
        Waiting<T> next = front.old(now) ? line.pollLast() : line.pollFirst();
        if (next == null) {
            return null;
        }
        waited += now - next.since();
        return next.item();
    }

    /** Leaves the line. */
    public boolean remove(T item) {
        return line.removeIf(waiting -> waiting.item() == item);
    }

    /** Leaves the line, all of whom this is true. */
    public void removeIf(Predicate<T> gone) {
        line.removeIf(waiting -> gone.test(waiting.item()));
    }

    /** How long all whose turn it was have waited, in nanoseconds. */
    public long waitedNanos() {
        return waited;
    }

    /** How many wait. */
    public int size() {
        return line.size();
    }

    /**
     * Whether it makes no sense to wait: the line before it and its own work take longer than there is time.
     *
     * @param typicalNanos how long a request takes, half of the time
     * @param limit requests at once
     * @param remainingNanos until the deadline
     */
    public boolean hopeless(long typicalNanos, int limit, long remainingNanos) {
        double wait = (double) typicalNanos * (line.size() + 1) / Math.max(1, limit);
        return wait + typicalNanos > remainingNanos;
    }
}

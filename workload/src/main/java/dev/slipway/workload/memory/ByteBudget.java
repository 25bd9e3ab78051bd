package dev.slipway.workload.memory;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many bytes may be held at once for what clients send. Nobody waits for room: who finds none is refused at once. What
 * is {@link #SMALL} may go an eighth beyond the limit, so that a few large ones never keep all small ones out.
 */
public final class ByteBudget {
    /** What is no longer than this is small, in bytes. */
    public static final int SMALL = 1 << 16;

    private final long limit;
    private final long most;
    private final AtomicLong used = new AtomicLong();

    /**
     * A budget of which nothing is used.
     *
     * @param limit bytes for all together
     * @param most bytes for one while nobody else holds anything; at least {@code limit}
     */
    public ByteBudget(long limit, long most) {
        this.limit = limit;
        this.most = Math.max(limit, most);
    }

    /** One that never refuses. */
    public static ByteBudget unbounded() {
        return new ByteBudget(Long.MAX_VALUE / 2, Long.MAX_VALUE / 2);
    }

    /** A place in it that holds nothing yet. */
    public Room room() {
        return new Room(this);
    }

    /** Bytes that are held now. */
    public long used() {
        return used.get();
    }

    /** Bytes for all together. */
    public long limit() {
        return limit;
    }

    /** Why there is no room and what to do, for who is refused. */
    public String refusal(String what) {
        return ("There is no room for %s: %d of the %d bytes that large requests may hold are in use; try again, send less at"
                        + " once, or raise resources.limits.memory.")
                .formatted(what, used(), limit);
    }

    boolean take(long more, long mine) {
        long before;
        do {
            before = used.get();
            if (more > bound(mine + more, before == mine) - before) {
                return false;
            }
        } while (!used.compareAndSet(before, before + more));
        return true;
    }

    private long bound(long wanted, boolean alone) {
        if (alone) {
            return most;
        }
        return wanted <= SMALL ? limit + limit / 8 : limit;
    }

    void give(long bytes) {
        used.addAndGet(-bytes);
    }
}

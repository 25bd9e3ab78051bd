package dev.slipway.workload.memory;

/**
 * What one holder has of a budget. Closing gives all of it back, once, however often and by whomever it is closed; nothing can
 * be taken after that. Any thread may call.
 */
public final class Room implements AutoCloseable {
    private final ByteBudget budget;
    private long bytes;
    private int workers;
    private boolean closed;

    Room(ByteBudget budget) {
        this.budget = budget;
    }

    /** Holds this many bytes, more or less than before; false, and nothing changes, where there is no room or this is closed. */
    public synchronized boolean resize(long wanted) {
        if (closed && workers == 0) {
            return false;
        }
        if (wanted > bytes) {
            if (!budget.take(wanted - bytes, bytes)) {
                return false;
            }
        } else {
            budget.give(bytes - wanted);
        }
        bytes = wanted;
        return true;
    }

    /** The same, with an exception that says why there is no room for {@code what}. */
    public void require(long wanted, String what) {
        if (!resize(wanted)) {
            throw new NoRoomException(budget.refusal(what));
        }
    }

    /** What is held. */
    public synchronized long bytes() {
        return bytes;
    }

    /**
     * Works on what lies here. Closing meanwhile gives nothing back before the work is done, since the work holds the memory.
     * False, and nothing is done, where this is closed already.
     */
    public boolean during(Runnable work) {
        synchronized (this) {
            if (closed) {
                return false;
            }
            workers++;
        }
        try {
            work.run();
        } finally {
            workDone();
        }
        return true;
    }

    private synchronized void workDone() {
        workers--;
        giveBack();
    }

    @Override
    public synchronized void close() {
        closed = true;
        giveBack();
    }

    private void giveBack() {
        if (closed && workers == 0) {
            budget.give(bytes);
            bytes = 0;
        }
    }
}

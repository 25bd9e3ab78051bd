package dev.slipway.workload.memory;

import org.jspecify.annotations.Nullable;

/**
 * What one holder has of a budget. Closing gives all of it back, once, however often and by whomever it is closed; nothing can
 * be taken after that. Any thread may call.
 */
public final class Room implements AutoCloseable {
    private final ByteBudget budget;
    private long bytes;
    private int holders;
    private boolean closed;
    private @Nullable Runnable memory;

    Room(ByteBudget budget) {
        this.budget = budget;
    }

    /** Holds this many bytes, more or less than before; false, and nothing changes, where there is no room or this is closed. */
    public synchronized boolean resize(long wanted) {
        if (closed && holders == 0) {
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
            holders++;
        }
        try {
            work.run();
        } finally {
            letGo();
        }
        return true;
    }

    /** What lies here stays until {@link #letGo}, also when this is closed meanwhile. Only for who knows that it is there now. */
    public synchronized void hold() {
        if (closed && holders == 0) {
            throw new IllegalStateException("the memory has been given back");
        }
        holders++;
    }

    /** Once for each {@link #hold}. */
    public synchronized void letGo() {
        holders--;
        giveBack();
    }

    /** Memory that no collector frees lies here: it is freed, once, when this is closed and nobody holds it any more. */
    public synchronized void frees(Runnable freeing) {
        memory = freeing;
    }

    @Override
    public synchronized void close() {
        closed = true;
        giveBack();
    }

    private void giveBack() {
        if (closed && holders == 0) {
            budget.give(bytes);
            bytes = 0;
            if (memory != null) {
                memory.run();
                memory = null;
            }
        }
    }
}

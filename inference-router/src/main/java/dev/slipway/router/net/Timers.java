package dev.slipway.router.net;

import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Many short timers, most of which are cancelled: a wheel of linked lists, so that setting and cancelling cost no search and
 * no memory. Precise to a tick of a millisecond. Stands still while no timer is set.
 */
@SuppressWarnings("FutureReturnValueIgnored") // The loop outlives its timers.
public final class Timers {
    private static final int SLOTS = 1024;
    private static final long TICK = 1_000_000L;

    private final EventLoop loop;
    private final Timer[] slots = new Timer[SLOTS];
    private long tick;
    private int pending;
    private boolean running;

    /** A timer: at most one time is set at once. For the thread of the loop. */
    public abstract static class Timer {
        private @Nullable Timer before;
        private @Nullable Timer after;
        private long due;
        private int slot = -1;

        /** The time has come. */
        protected abstract void fire();

        /** Whether a time is set. */
        public final boolean set() {
            return slot >= 0;
        }
    }

    /** Timers of this loop. */
    public Timers(EventLoop loop) {
        this.loop = loop;
        this.tick = System.nanoTime() / TICK;
    }

    /** A timer that runs this. */
    public static Timer of(Runnable action) {
        return new Timer() {
            @Override
            protected void fire() {
                action.run();
            }
        };
    }

    /** Sets the timer to a time of {@code System.nanoTime()}, instead of what it was set to. */
    public void set(Timer timer, long atNanos) {
        cancel(timer);
        if (!running) {
            tick = System.nanoTime() / TICK;
        }
        timer.due = Math.max(tick + 1, -Math.floorDiv(-atNanos, TICK));
        timer.slot = (int) Math.floorMod(timer.due, (long) SLOTS);
        Timer head = slots[timer.slot];
        timer.after = head;
        if (head != null) {
            head.before = timer;
        }
        slots[timer.slot] = timer;
        pending++;
        if (!running) {
            running = true;
            next();
        }
    }

    /** Sets the timer so many nanoseconds from now. */
    public void in(Timer timer, long nanos) {
        set(timer, System.nanoTime() + nanos);
    }

    /** Unsets the timer, if it is set. */
    public void cancel(Timer timer) {
        if (timer.slot < 0) {
            return;
        }
        Timer before = timer.before;
        Timer after = timer.after;
        if (before == null) {
            slots[timer.slot] = after;
        } else {
            before.after = after;
        }
        if (after != null) {
            after.before = before;
        }
        timer.before = null;
        timer.after = null;
        timer.slot = -1;
        pending--;
    }

    private void next() {
        long wait = (tick + 1) * TICK - System.nanoTime();
        loop.schedule(this::turn, Math.max(1, wait), TimeUnit.NANOSECONDS);
    }

    private void turn() {
        long now = System.nanoTime() / TICK;
        // After a long pause each slot needs to be looked at once only.
        tick = Math.max(tick, now - SLOTS);
        while (tick < now) {
            tick++;
            fire((int) Math.floorMod(tick, (long) SLOTS));
        }
        if (pending > 0) {
            next();
        } else {
            running = false;
        }
    }

    private void fire(int slot) {
        Timer timer = slots[slot];
        while (timer != null) {
            Timer after = timer.after;
            if (timer.due <= tick) {
                cancel(timer);
                try {
                    timer.fire();
                } catch (RuntimeException e) {
                    // One broken exchange must not stop the clock for all others.
                    Defects.tell(e);
                }
                // Whatever fired may have changed the list: begin again.
                after = slots[slot];
            }
            timer = after;
        }
    }
}

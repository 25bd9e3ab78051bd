package dev.slipway.router.proxy;

import dev.slipway.router.config.RouterConfig.OnOverflow;
import dev.slipway.router.net.Timers;

/**
 * Waits until the record of a request has room, where the document says that nothing may go unrecorded and requests are to
 * wait for it: the writer, not the router, is what is too slow then.
 */
final class RecordRoom extends Timers.Timer {
    private static final long LOOK_NANOS = 5_000_000L;

    private final Route route;
    private final Reply reply;
    private final Runnable goesOn;
    private boolean waiting;

    RecordRoom(Route route, Reply reply, Runnable goesOn) {
        this.route = route;
        this.reply = reply;
        this.goesOn = goesOn;
    }

    /** Whether the request may go on now; else it is refused, or goes on later. */
    boolean found() {
        if (reply.recordable()) {
            return true;
        }
        waiting = route.config().audit().onOverflow() == OnOverflow.Block;
        if (waiting) {
            route.timers().set(this, System.nanoTime() + LOOK_NANOS);
        } else {
            refuse();
        }
        return false;
    }

    boolean waiting() {
        return waiting;
    }

    /** The client has gone. */
    void cancel() {
        waiting = false;
        route.timers().cancel(this);
    }

    @Override
    protected void fire() {
        if (reply.recordable()) {
            waiting = false;
            goesOn.run();
        } else if (System.nanoTime() - reply.arrived() < route.config().deadlineNanos()) {
            route.timers().set(this, System.nanoTime() + LOOK_NANOS);
        } else {
            waiting = false;
            refuse();
        }
    }

    private void refuse() {
        reply.refuse(new Problem(503, "AuditOverflow", "The request cannot be recorded now."), "audit");
    }
}

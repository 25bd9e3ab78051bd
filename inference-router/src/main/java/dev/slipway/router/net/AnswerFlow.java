package dev.slipway.router.net;

import dev.slipway.router.net.ClientStream.Receiver;
import org.jspecify.annotations.Nullable;

/**
 * How a client takes its answer: pieces go on when it does, and one that takes nothing is waited for as long as one that sends
 * nothing.
 *
 * @param timer of the client, which ends it
 */
record AnswerFlow(Timers timers, Timers.Timer timer, long idleNanos) {
    /** The client takes more now, or no more; while its request is still coming, the timer is the request's. */
    void changed(boolean writable, boolean requestDone, @Nullable Receiver receiver) {
        if (requestDone && writable) {
            timers.cancel(timer);
        } else if (requestDone) {
            timers.in(timer, idleNanos);
        }
        if (writable && receiver != null) {
            receiver.writable();
        }
    }
}

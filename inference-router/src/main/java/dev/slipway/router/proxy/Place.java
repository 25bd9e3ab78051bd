package dev.slipway.router.proxy;

import dev.slipway.router.targets.Target;
import org.jspecify.annotations.Nullable;

/**
 * A call's place in the line of a target that is full.
 *
 * @param turn what is done when it is its turn
 */
record Place(Target target, Runnable turn) {
    /** Gets in line; null where the line is as long as it may be, or the turn would come too late. */
    static @Nullable Place take(Target target, Call call, Runnable turn, long now) {
        int limit = target.occupancy().limit();
        long left = call.deadline() - now;
        boolean waits = !target.line().hopeless(target.latencies().quantile(0.5), limit, left)
                && target.line().offer(turn, now, call.deadline(), limit);
        return waits ? new Place(target, turn) : null;
    }

    void leave() {
        target.line().remove(turn);
    }
}

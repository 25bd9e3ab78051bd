package dev.slipway.router.proxy;

import dev.slipway.router.net.Timers;
import dev.slipway.router.policy.budget.Hedging;
import dev.slipway.router.targets.Endpoint;
import dev.slipway.router.targets.Target;

/** Sends a second attempt beside one that takes long, to another endpoint of the same target. */
final class Hedge extends Timers.Timer {
    private final Dispatch dispatch;
    private final Call call;
    private final Effort effort;
    private final Hedging hedging;

    Hedge(Dispatch dispatch, Call call, Effort effort, Hedging hedging) {
        this.dispatch = dispatch;
        this.call = call;
        this.effort = effort;
        this.hedging = hedging;
    }

    void start(long now) {
        hedging.deposit(now);
    }

    /** Waits for as long as the first attempt would usually take; a body that cannot be sent twice is not. */
    void arm(Attempt first) {
        if (!call.body().isComplete() || !call.body().kept()) {
            return;
        }
        long delay = hedging.delay(call.body().size());
        if (delay > 0 && delay < call.deadline() - first.began()) {
            dispatch.timers().set(this, first.began() + delay);
        }
    }

    @Override
    protected void fire() {
        Attempt first = dispatch.only();
        if (first == null || first.streaming()) {
            return;
        }
        long now = System.nanoTime();
        Target target = first.target();
        Endpoint other = target.pick(first.endpoint(), now);
        if (other == null || other == first.endpoint()) {
            return;
        }
        if (hedging.mayHedge(now, target.occupancy().utilisation(), effort.budget())
                && target.occupancy().enter(now, effort.priorities(), call.level())) {
            dispatch.beside(target, other, now);
        }
    }

    void cancel() {
        dispatch.timers().cancel(this);
    }

    /** What is usual. */
    void answered(Attempt attempt) {
        long now = System.nanoTime();
        hedging.answered(now, call.body().size(), now - attempt.began());
    }
}

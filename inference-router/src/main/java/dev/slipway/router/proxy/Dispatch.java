package dev.slipway.router.proxy;

import dev.slipway.router.net.Timers;
import dev.slipway.router.net.UpstreamStream;
import dev.slipway.router.policy.budget.Backoff;
import dev.slipway.router.policy.budget.Hedging;
import dev.slipway.router.proxy.Delivery.Exhausted;
import dev.slipway.router.targets.Endpoint;
import dev.slipway.router.targets.Result;
import dev.slipway.router.targets.Target;
import dev.slipway.router.wire.Head;
import org.jspecify.annotations.Nullable;

/**
 * The attempts that are out for a call, at most two, and the one answer that comes of them before the deadline. Who is tried
 * after a failure is known to {@link Failover}, who is tried beside another to {@link Hedge}.
 */
final class Dispatch extends Timers.Timer {
    private final Route route;
    private final Call call;
    private final Delivery delivery;
    private final Failover failover;
    private final @Nullable Hedge hedge;
    private @Nullable Attempt running;
    private @Nullable Attempt second;
    private @Nullable Place place;
    private Timers.@Nullable Timer pause;
    private int number;
    private boolean won;
    private boolean over;

    Dispatch(Route route, Call call, Chain chain, Delivery delivery, Effort effort) {
        this.route = route;
        this.call = call;
        this.delivery = delivery;
        this.failover = new Failover(route.decisions(), call, chain, effort);
        Hedging hedging = effort.hedging();
        this.hedge = hedging == null ? null : new Hedge(this, call, effort, hedging);
    }

    void start(long now) {
        timers().set(this, call.deadline());
        failover.start(now);
        if (hedge != null) {
            hedge.start(now);
        }
        next(failover.reason(), now);
    }

    /** The next attempt, or a place in the line for one, or the end. */
    private void next(Decision reason, long now) {
        Endpoint endpoint = failover.next(now);
        if (endpoint != null) {
            attempt(endpoint, reason, now);
        } else if (failover.full()) {
            getInLine(reason, now);
        } else if (failover.despairs(now)) {
            next(Decision.FALLBACK, now);
        } else {
            exhausted(failover.why());
        }
    }

    private void attempt(Endpoint endpoint, Decision reason, long now) {
        Target target = failover.target();
        route.decisions().count(target, reason);
        boolean others = failover.others(endpoint, now);
        long allowed = failover.allowed(endpoint, others, now);
        Attempt made = new Attempt(this, target, endpoint, reason, ++number, now, allowed);
        running = made;
        made.start(call, others, failover.isStale(endpoint));
        if (hedge != null && !over && running == made) {
            hedge.arm(made);
        }
    }

    private void getInLine(Decision reason, long now) {
        place = Place.take(failover.target(), call, this::turn, now);
        if (place == null) {
            failover.skip(Decision.SKIPPED_FULL);
            next(reason, now);
        }
    }

    private void turn() {
        place = null;
        if (!over) {
            next(failover.reason(), System.nanoTime());
        }
    }

    /** Whether a failing answer is worth another attempt. */
    boolean othersFor(Attempt attempt, int status) {
        Attempt beside = attempt == running ? second : running;
        return beside != null || (!over && failover.beyond(attempt, status, System.nanoTime()));
    }

    void failed(Attempt attempt, Result result) {
        if (!drop(attempt)) {
            return;
        }
        long now = System.nanoTime();
        Decision then = failover.after(attempt, result, now);
        if (then == null) {
            exhausted(failover.why());
        } else if (then == Decision.RETRY && !attempt.target().hasOther(attempt.endpoint(), now)) {
            pause(now);
        } else {
            next(then, now);
        }
    }

    private void pause(long now) {
        long nanos = Backoff.pause(number, route.random());
        if (nanos >= call.deadline() - now) {
            exhausted(failover.why());
            return;
        }
        cancelHedge();
        Timers.Timer made = Timers.of(this::paused);
        pause = made;
        timers().set(made, now + nanos);
    }

    private void paused() {
        pause = null;
        failover.revisit();
        next(Decision.RETRY, System.nanoTime());
    }

    /** A kept connection had been closed: the request was not read, and goes out again, over a new one. */
    void stale(Attempt attempt) {
        if (failover.isStale(attempt.endpoint()) || !call.body().kept()) {
            failed(attempt, Result.RESET);
        } else if (drop(attempt)) {
            failover.stale(attempt.endpoint());
            next(attempt.reason(), System.nanoTime());
        }
    }

    /** Forgets an attempt that ended; false where another one still runs or all is over. */
    private boolean drop(Attempt attempt) {
        if (attempt == second) {
            second = null;
        } else if (attempt == running) {
            running = second;
            second = null;
        }
        return !over && running == null;
    }

    /** The attempt that is out; null where there is none, or two. */
    @Nullable
    Attempt only() {
        return second == null ? running : null;
    }

    /** A second attempt, which has a place at the target. */
    void beside(Target target, Endpoint endpoint, long now) {
        route.decisions().count(target, Decision.HEDGE);
        Attempt made = new Attempt(this, target, endpoint, Decision.HEDGE, ++number, now, call.deadline() - now);
        second = made;
        made.start(call, false, failover.isStale(endpoint));
    }

    void begins(Attempt attempt, int status, Head head) {
        win(attempt);
        if (!call.strictDeadline()) {
            timers().cancel(this);
        }
        delivery.begin(attempt.target(), status, head);
    }

    void ended(@Nullable Head trailers) {
        close();
        delivery.end(trailers);
    }

    void broke() {
        close();
        delivery.broken();
    }

    void whole(Attempt attempt, int status, Head head, Pieces pieces, @Nullable Head trailers) {
        if (over) {
            return;
        }
        win(attempt);
        if (hedge != null) {
            hedge.answered(attempt);
        }
        close();
        delivery.whole(attempt.target(), status, head, pieces, trailers);
    }

    private void win(Attempt attempt) {
        won = true;
        Attempt loser = attempt == running ? second : running;
        running = attempt;
        second = null;
        cancelHedge();
        if (loser != null && loser != attempt) {
            loser.stop(Result.ABANDONED);
        }
    }

    private void cancelHedge() {
        if (hedge != null) {
            hedge.cancel();
        }
    }

    /** The deadline. */
    @Override
    protected void fire() {
        // A stream that its client keeps open ends when the client ends it.
        boolean talking = call.grpc() && !call.body().isComplete() && !call.strictDeadline();
        if (over || talking) {
            return;
        }
        stop(Result.TIMEOUT);
        if (won) {
            delivery.broken();
        } else {
            delivery.exhausted(Exhausted.DEADLINE);
        }
    }

    private void exhausted(Exhausted reason) {
        if (!over) {
            close();
            delivery.exhausted(reason);
        }
    }

    /** Nobody waits for the answer. */
    void cancel() {
        stop(Result.ABANDONED);
    }

    private void stop(Result result) {
        if (over) {
            return;
        }
        Attempt first = running;
        Attempt beside = second;
        close();
        if (first != null) {
            first.stop(result);
        }
        if (beside != null) {
            beside.stop(Result.ABANDONED);
        }
    }

    private void close() {
        over = true;
        timers().cancel(this);
        cancelHedge();
        Timers.Timer paused = pause;
        if (paused != null) {
            timers().cancel(paused);
        }
        Place waiting = place;
        if (waiting != null) {
            waiting.leave();
        }
        running = null;
        second = null;
    }

    RequestBody body() {
        return call.body();
    }

    /** Streams that take pieces of the body as they come. */
    @Nullable
    UpstreamStream sending() {
        Attempt known = running;
        return known == null ? null : known.stream();
    }

    /** The client takes pieces again. */
    void resume() {
        Attempt known = running;
        if (known != null) {
            known.resume();
        }
    }

    Delivery delivery() {
        return delivery;
    }

    Timers timers() {
        return route.timers();
    }
}

package dev.slipway.router.proxy;

import dev.slipway.router.net.Timers;
import dev.slipway.router.net.UpstreamStream;
import dev.slipway.router.policy.balance.Breaker;
import dev.slipway.router.policy.budget.Backoff;
import dev.slipway.router.policy.budget.Hedging;
import dev.slipway.router.proxy.Delivery.Exhausted;
import dev.slipway.router.targets.Endpoint;
import dev.slipway.router.targets.Result;
import dev.slipway.router.targets.Target;
import dev.slipway.router.wire.Head;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Brings a call to a target that answers it: along the chain, again where that makes sense, beside one that takes long. All
 * extra attempts come out of one budget, except those after a connection that did not come about: nobody did any work for
 * them.
 */
final class Dispatch extends Timers.Timer {
    private final Route route;
    private final Call call;
    private final Chain chain;
    private final Delivery delivery;
    private final Effort effort;
    private final Timers.Timer wait = Timers.of(this::waited);
    private @Nullable Attempt running;
    private @Nullable Attempt hedge;
    private @Nullable Attempt winner;
    private @Nullable Endpoint tried;
    private @Nullable Runnable inLine;
    /** Whose kept connections are not to be trusted. */
    private List<Endpoint> stale = List.of();

    private Waiting waiting = Waiting.NOTHING;
    private int position;
    private int here;
    private int free;
    private boolean skipped;
    private boolean desperate;
    private int number;
    private boolean over;
    private Exhausted why = Exhausted.NO_ENDPOINTS;

    private enum Waiting {
        NOTHING,
        BACKOFF,
        HEDGE
    }

    Dispatch(Route route, Call call, Chain chain, Delivery delivery, Effort effort) {
        this.route = route;
        this.call = call;
        this.chain = chain;
        this.delivery = delivery;
        this.effort = effort;
    }

    void start(long now) {
        effort.budget().deposit(now);
        timers().set(this, call.deadline());
        Hedging hedging = effort.hedging();
        if (hedging != null) {
            hedging.deposit(now);
        }
        next(chain.size() == 0 ? Decision.WEIGHT : chain.reason(0), now);
    }

    private void next(Decision reason, long now) {
        while (position < chain.size() && !over) {
            Target target = chain.target(position);
            boolean last = desperate || position == chain.size() - 1;
            Decision skip = tryTarget(target, last, reason, now);
            if (skip == null) {
                return;
            }
            route.decisions().count(target, skip);
            skipped |= skip != Decision.SKIPPED_NO_ENDPOINTS;
            position++;
            here = 0;
            tried = null;
        }
        giveUp(now);
    }

    /** Nobody is left; but who was passed over because it looked bad is better than nobody. */
    private void giveUp(long now) {
        if (skipped && !desperate && !over && call.body().kept() && call.deadline() - now > 0) {
            desperate = true;
            position = 0;
            here = 0;
            tried = null;
            next(Decision.FALLBACK, now);
            return;
        }
        exhausted(why);
    }

    /** Starts an attempt, or gets in line for one; else why not. */
    private @Nullable Decision tryTarget(Target target, boolean last, Decision reason, long now) {
        if (target.endpoints().isEmpty()) {
            return Decision.SKIPPED_NO_ENDPOINTS;
        }
        if (!last && !target.heartbeat().alive()) {
            return Decision.SKIPPED_HEARTBEAT;
        }
        Endpoint endpoint = target.pick(tried, now);
        if (endpoint == null && (last || chain.insistsOn(position))) {
            endpoint = target.lastResort();
        }
        if (endpoint == null) {
            why = Exhausted.FAILED;
            return Decision.SKIPPED_EJECTED;
        }
        if (!target.occupancy().enter(now, effort.priorities(), call.level())) {
            why = Exhausted.OVERLOADED;
            return last && getInLine(target, now) ? null : Decision.SKIPPED_FULL;
        }
        attempt(target, endpoint, reason, now);
        return null;
    }

    private void attempt(Target target, Endpoint endpoint, Decision reason, long now) {
        route.decisions().count(target, reason);
        here++;
        long left = call.deadline() - now;
        boolean others = position < chain.size() - 1 || target.hasOther(endpoint, now);
        Attempt made =
                new Attempt(this, target, endpoint, reason, ++number, now, allowed(target, endpoint, others, left));
        running = made;
        made.start(call, others);
        armHedge(made);
    }

    /** Half of what is left while there are others, and no more than is usual for who is only tried again. */
    private static long allowed(Target target, Endpoint endpoint, boolean others, long left) {
        if (!others) {
            return left;
        }
        boolean probe = endpoint.breaker().state() == Breaker.State.OPEN;
        return probe ? Math.min(left / 2, target.probeNanos()) : left / 2;
    }

    private boolean getInLine(Target target, long now) {
        long left = call.deadline() - now;
        int limit = target.occupancy().limit();
        if (target.line().hopeless(target.latencies().quantile(0.5), limit, left)) {
            return false;
        }
        Runnable turn = () -> {
            inLine = null;
            if (!over) {
                next(position == 0 ? chain.reason(0) : Decision.FALLBACK, System.nanoTime());
            }
        };
        boolean waits = target.line().offer(turn, now, call.deadline(), limit);
        inLine = waits ? turn : null;
        return waits;
    }

    /** Whether a failing answer is worth another attempt. */
    boolean othersFor(Attempt attempt, Result result, int status) {
        Attempt beside = attempt == running ? hedge : running;
        if (beside != null) {
            return true;
        }
        if (over || !call.body().kept() || call.deadline() - System.nanoTime() <= 0) {
            return false;
        }
        boolean elsewhere = position < chain.size() - 1;
        boolean again = status != 500
                && here < effort.maxAttempts()
                && attempt.target().hasOther(attempt.endpoint(), System.nanoTime());
        return (elsewhere || again) && effort.budget().balance(System.nanoTime()) >= 1;
    }

    void failed(Attempt attempt, Result result) {
        if (!drop(attempt)) {
            return;
        }
        why = Exhausted.FAILED;
        long now = System.nanoTime();
        if (!call.body().kept() || call.deadline() - now <= 0) {
            exhausted(now - call.deadline() >= 0 ? Exhausted.DEADLINE : why);
            return;
        }
        boolean costsNothing = result == Result.CONNECT;
        tried = attempt.endpoint();
        if (againHere(attempt, result, now)) {
            again(attempt, costsNothing, now);
        } else if (position < chain.size() - 1 && pay(attempt.target(), costsNothing, now)) {
            position++;
            here = 0;
            tried = null;
            next(Decision.FALLBACK, now);
        } else {
            giveUp(now);
        }
    }

    private boolean againHere(Attempt attempt, Result result, long now) {
        boolean other = attempt.target().hasOther(attempt.endpoint(), now);
        boolean elsewhere = position < chain.size() - 1;
        if (result == Result.CONNECT
                && other
                && free < attempt.target().endpoints().size()) {
            free++;
            here--;
            return true;
        }
        return here < effort.maxAttempts() && (other || !elsewhere);
    }

    private void again(Attempt attempt, boolean costsNothing, long now) {
        if (!pay(attempt.target(), costsNothing, now)) {
            exhausted(why);
        } else if (attempt.target().hasOther(attempt.endpoint(), now)) {
            next(Decision.RETRY, now);
        } else {
            long pause = Backoff.pause(number, route.random());
            if (pause >= call.deadline() - now) {
                exhausted(why);
                return;
            }
            waiting = Waiting.BACKOFF;
            timers().set(wait, now + pause);
        }
    }

    private boolean pay(Target target, boolean costsNothing, long now) {
        if (costsNothing || effort.budget().withdraw(now)) {
            return true;
        }
        route.decisions().count(target, Decision.SKIPPED_BUDGET);
        return false;
    }

    /** A kept connection had been closed: the request was not read, and goes out again, over a new one. */
    void stale(Attempt attempt) {
        if (fresh(attempt.endpoint()) || !call.body().kept()) {
            failed(attempt, Result.RESET);
        } else if (drop(attempt)) {
            stale = new ArrayList<>(stale);
            stale.add(attempt.endpoint());
            here--;
            next(attempt.reason(), System.nanoTime());
        }
    }

    /** Whether a connection that the endpoint kept was closed already. */
    boolean fresh(Endpoint endpoint) {
        return stale.contains(endpoint);
    }

    /** Forgets an attempt that ended; false where another one still runs or all is over. */
    private boolean drop(Attempt attempt) {
        if (attempt == hedge) {
            hedge = null;
        } else if (attempt == running) {
            running = hedge;
            hedge = null;
        }
        return !over && running == null;
    }

    private void armHedge(Attempt made) {
        Hedging hedging = effort.hedging();
        if (hedging == null
                || over
                || made != running
                || !call.body().isComplete()
                || !call.body().kept()) {
            return;
        }
        long delay = hedging.delay(call.body().size());
        if (delay > 0 && delay < call.deadline() - made.began()) {
            waiting = Waiting.HEDGE;
            timers().set(wait, made.began() + delay);
        }
    }

    private void waited() {
        Waiting was = waiting;
        waiting = Waiting.NOTHING;
        if (over) {
            return;
        }
        long now = System.nanoTime();
        if (was == Waiting.BACKOFF) {
            tried = null;
            next(Decision.RETRY, now);
        } else if (was == Waiting.HEDGE) {
            beside(now);
        }
    }

    private void beside(long now) {
        Attempt first = running;
        Hedging hedging = effort.hedging();
        if (first == null || first.streaming() || hedge != null || hedging == null) {
            return;
        }
        Target target = first.target();
        Endpoint other = target.pick(first.endpoint(), now);
        if (other == null || other == first.endpoint()) {
            return;
        }
        if (hedging.mayHedge(now, target.occupancy().utilisation(), effort.budget())
                && target.occupancy().enter(now, effort.priorities(), call.level())) {
            route.decisions().count(target, Decision.HEDGE);
            Attempt made = new Attempt(this, target, other, Decision.HEDGE, ++number, now, call.deadline() - now);
            hedge = made;
            made.start(call, false);
        }
    }

    void begins(Attempt attempt, int status, Head head) {
        win(attempt);
        if (!call.strictDeadline()) {
            timers().cancel(this);
        }
        delivery.begin(attempt.target(), status, head);
    }

    void ended(Attempt attempt, @Nullable Head trailers) {
        close();
        delivery.end(trailers);
    }

    void broke(Attempt attempt) {
        close();
        delivery.broken();
    }

    void whole(Attempt attempt, int status, Head head, Pieces pieces, @Nullable Head trailers) {
        if (over) {
            return;
        }
        win(attempt);
        Hedging hedging = effort.hedging();
        if (hedging != null) {
            long now = System.nanoTime();
            hedging.answered(now, call.body().size(), now - attempt.began());
        }
        close();
        delivery.whole(attempt.target(), status, head, pieces, trailers);
    }

    private void win(Attempt attempt) {
        winner = attempt;
        Attempt loser = attempt == running ? hedge : running;
        running = attempt;
        hedge = null;
        timers().cancel(wait);
        if (loser != null && loser != attempt) {
            loser.stop(Result.ABANDONED);
        }
    }

    /** The deadline. */
    @Override
    protected void fire() {
        if (over) {
            return;
        }
        boolean talking = call.grpc() && !call.body().isComplete() && !call.strictDeadline();
        if (talking) {
            // A stream that its client keeps open ends when the client ends it.
            return;
        }
        if (winner != null) {
            stop(Result.TIMEOUT);
            delivery.broken();
            return;
        }
        stop(Result.TIMEOUT);
        delivery.exhausted(Exhausted.DEADLINE);
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
        Attempt second = hedge;
        close();
        if (first != null) {
            first.stop(result);
        }
        if (second != null) {
            second.stop(Result.ABANDONED);
        }
    }

    private void close() {
        over = true;
        timers().cancel(this);
        timers().cancel(wait);
        Runnable turn = inLine;
        if (turn != null) {
            chain.target(position).line().remove(turn);
            inLine = null;
        }
        running = null;
        hedge = null;
    }

    /** Sends what has come of the body. */
    void send(UpstreamStream stream) {
        call.body().sendTo(stream);
        delivery.sent();
    }

    /** Streams that take pieces of the body as they come. */
    @Nullable
    UpstreamStream sending() {
        Attempt known = running;
        return known == null ? null : known.stream();
    }

    void requestWritable() {
        delivery.sent();
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

    int attempts() {
        return number;
    }
}

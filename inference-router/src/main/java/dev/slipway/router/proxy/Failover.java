package dev.slipway.router.proxy;

import dev.slipway.router.policy.balance.Breaker;
import dev.slipway.router.proxy.Delivery.Exhausted;
import dev.slipway.router.targets.Endpoint;
import dev.slipway.router.targets.Result;
import dev.slipway.router.targets.Target;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a call goes next: along its chain of targets, or once more to the same one where that makes sense. All extra attempts
 * come out of one budget, except those after a connection that did not come about: nobody did any work for them.
 */
final class Failover {
    private final Decisions decisions;
    private final Call call;
    private final Chain chain;
    private final Effort effort;
    private @Nullable Endpoint tried;
    /** Whose kept connections are not to be trusted. */
    private List<Endpoint> stale = List.of();

    private Exhausted why = Exhausted.NO_ENDPOINTS;
    private int position;
    private int here;
    private int free;
    private boolean skipped;
    private boolean desperate;

    Failover(Decisions decisions, Call call, Chain chain, Effort effort) {
        this.decisions = decisions;
        this.call = call;
        this.chain = chain;
        this.effort = effort;
    }

    void start(long now) {
        effort.budget().deposit(now);
    }

    /**
     * The endpoint of the next attempt, at the first target from here on that lets the call in; null where the last one is
     * {@link #full}, or nobody is left.
     */
    @Nullable
    Endpoint next(long now) {
        while (position < chain.size()) {
            Target target = target();
            Decision skip = skips(target);
            Endpoint endpoint = skip == null ? pick(target, now) : null;
            if (endpoint == null) {
                skip(skip == null ? Decision.SKIPPED_EJECTED : skip);
            } else if (target.occupancy().enter(now, effort.priorities(), call.level())) {
                here++;
                return endpoint;
            } else {
                why = Exhausted.OVERLOADED;
                if (isLast()) {
                    return null;
                }
                skip(Decision.SKIPPED_FULL);
            }
        }
        return null;
    }

    private @Nullable Decision skips(Target target) {
        if (target.endpoints().isEmpty()) {
            return Decision.SKIPPED_NO_ENDPOINTS;
        }
        return isLast() || target.heartbeat().alive() ? null : Decision.SKIPPED_HEARTBEAT;
    }

    private @Nullable Endpoint pick(Target target, long now) {
        Endpoint endpoint = target.pick(tried, now);
        if (endpoint == null && (isLast() || chain.insistsOn(position))) {
            endpoint = target.lastResort();
        }
        if (endpoint == null) {
            why = Exhausted.FAILED;
        }
        return endpoint;
    }

    /** Whether there is a target that would let the call in if it were not full. */
    boolean full() {
        return position < chain.size();
    }

    /** Passes over the target; nobody waits for it. */
    void skip(Decision reason) {
        decisions.count(target(), reason);
        skipped |= reason != Decision.SKIPPED_NO_ENDPOINTS;
        onward();
    }

    private void onward() {
        position++;
        here = 0;
        tried = null;
    }

    /** Begins anew where somebody was passed over: who looked bad is better than nobody. Once. */
    boolean despairs(long now) {
        if (!skipped || desperate || !repeatable(now)) {
            return false;
        }
        desperate = true;
        position = 0;
        here = 0;
        tried = null;
        return true;
    }

    /** What follows an attempt that failed: another one here, or further on; null for nothing. */
    @Nullable
    Decision after(Attempt attempt, Result result, long now) {
        why = Exhausted.FAILED;
        if (!repeatable(now)) {
            why = now - call.deadline() >= 0 ? Exhausted.DEADLINE : why;
            return null;
        }
        boolean costsNothing = result == Result.CONNECT;
        tried = attempt.endpoint();
        if (againHere(attempt, result, now)) {
            return pay(attempt.target(), costsNothing, now) ? Decision.RETRY : null;
        }
        if (!isAtEnd() && pay(attempt.target(), costsNothing, now)) {
            onward();
            return Decision.FALLBACK;
        }
        return despairs(now) ? Decision.FALLBACK : null;
    }

    private boolean againHere(Attempt attempt, Result result, long now) {
        boolean other = attempt.target().hasOther(attempt.endpoint(), now);
        if (result == Result.CONNECT
                && other
                && free < attempt.target().endpoints().size()) {
            free++;
            here--;
            return true;
        }
        return here < effort.maxAttempts() && (other || isAtEnd());
    }

    private boolean pay(Target target, boolean costsNothing, long now) {
        if (costsNothing || effort.budget().withdraw(now)) {
            return true;
        }
        decisions.count(target, Decision.SKIPPED_BUDGET);
        return false;
    }

    /** Whether an answer of this status is worth another attempt. */
    boolean beyond(Attempt attempt, int status, long now) {
        if (!repeatable(now)) {
            return false;
        }
        boolean again =
                status != 500 && here < effort.maxAttempts() && attempt.target().hasOther(attempt.endpoint(), now);
        return (!isAtEnd() || again) && effort.budget().balance(now) >= 1;
    }

    private boolean repeatable(long now) {
        return call.body().kept() && call.deadline() - now > 0;
    }

    /** Half of what is left while there are others, and no more than is usual for who is only tried again. */
    long allowed(Endpoint endpoint, boolean others, long now) {
        long left = call.deadline() - now;
        if (!others) {
            return left;
        }
        boolean probe = endpoint.breaker().state() == Breaker.State.OPEN;
        return probe ? Math.min(left / 2, target().probeNanos()) : left / 2;
    }

    /** Whether there is somebody else than the endpoint. */
    boolean others(Endpoint endpoint, long now) {
        return !isAtEnd() || target().hasOther(endpoint, now);
    }

    /** After a pause, who failed may have recovered. */
    void revisit() {
        tried = null;
    }

    /** The endpoint's kept connection had been closed: the request was not read, and its attempt is none. */
    void stale(Endpoint endpoint) {
        stale = new ArrayList<>(stale);
        stale.add(endpoint);
        here--;
    }

    /** Whether the endpoint needs a new connection. */
    boolean isStale(Endpoint endpoint) {
        return stale.contains(endpoint);
    }

    private boolean isLast() {
        return desperate || isAtEnd();
    }

    private boolean isAtEnd() {
        return position >= chain.size() - 1;
    }

    Target target() {
        return chain.target(position);
    }

    /** Why the target that it has come to is tried. */
    Decision reason() {
        if (position > 0) {
            return Decision.FALLBACK;
        }
        return chain.size() == 0 ? Decision.WEIGHT : chain.reason(0);
    }

    Exhausted why() {
        return why;
    }
}

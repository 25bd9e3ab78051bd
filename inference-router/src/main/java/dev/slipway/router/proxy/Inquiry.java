package dev.slipway.router.proxy;

import dev.slipway.router.cache.CacheKey;
import dev.slipway.router.cache.Flights;
import dev.slipway.router.cache.StoredAnswer;
import dev.slipway.router.net.Timers;
import dev.slipway.router.targets.Result;
import dev.slipway.router.targets.Target;
import dev.slipway.router.wire.Head;
import io.netty.buffer.ByteBuf;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A question on its way: to the arm it is drawn for, through the cache, together with others that ask the same, to a target. */
final class Inquiry extends Timers.Timer implements Delivery {
    private final Route route;
    private final Asked asked;
    private final Answering answering;
    private final Chain chain = new Chain();
    private final @Nullable Trail trail;
    private @Nullable Trial trial;
    private @Nullable Dispatch dispatch;
    private @Nullable CacheKey key;
    private @Nullable StoredAnswer stale;
    private @Nullable Shadowing shadow;
    private Enriching.@Nullable Run enrichment;
    private boolean leads;
    private boolean follows;
    private boolean abandoned;

    Inquiry(Route route, Asked asked, Answering answering) {
        this.route = route;
        this.asked = asked;
        this.answering = answering;
        this.trail = asked.trailWanted() ? new Trail() : null;
    }

    void ask() {
        Enriching features = route.enriching();
        if (features != null
                && asked.call().body().isComplete()
                && asked.call().body().kept()) {
            enrichment = features.enrich(asked.call(), this::enriched);
        } else {
            go();
        }
    }

    private void enriched(boolean found) {
        enrichment = null;
        if (found) {
            go();
        } else {
            answering.exhausted(Exhausted.NO_FEATURES);
        }
    }

    private void go() {
        long now = System.nanoTime();
        long hash = asked.unit() == 0 ? route.random().nextLong() : asked.unit();
        asked.rule().chain(hash, asked.call().deadline() - now, now, chain);
        trial = Trial.draw(route.experiment(), asked.rule(), chain, hash, now);
        if (!fromCache(now)) {
            dispatch(now);
        }
    }

    private boolean fromCache(long now) {
        Caching caching = route.caching();
        if (caching == null || !caching.suits(asked.call()) || chain.size() == 0) {
            return false;
        }
        Trial part = trial;
        if (part != null && part.experiment().open(now)) {
            return false;
        }
        Caching.Lookup lookup = caching.look(asked, chain.target(0), now);
        key = lookup.key();
        stale = lookup.stale();
        StoredAnswer fresh = lookup.fresh();
        if (fresh != null) {
            answering.stored(fresh, "slipway; hit", now);
            return true;
        }
        if (lookup.onlyIfCached()) {
            answering.exhausted(Exhausted.NOT_CACHED);
            return true;
        }
        return key != null && join(key);
    }

    private boolean join(CacheKey wanted) {
        Flights.Role role = route.flights().join(wanted, this);
        leads = role == Flights.Role.LEADER;
        follows = role == Flights.Role.FOLLOWER;
        if (follows) {
            route.timers().set(this, asked.call().deadline());
        }
        return follows;
    }

    /** A follower's time is over. */
    @Override
    protected void fire() {
        if (follows) {
            leave();
            exhausted(Exhausted.DEADLINE);
        }
    }

    private void leave() {
        follows = false;
        route.timers().cancel(this);
        CacheKey known = key;
        Inquiry leader = known == null ? null : route.flights().leave(known, this);
        if (leader != null && leader.abandoned) {
            leader.stop();
        }
    }

    private void dispatch(long now) {
        Dispatch made = new Dispatch(route, asked.call(), chain, this, route.effort());
        dispatch = made;
        shadow = Shadowing.of(route, asked, chain);
        made.start(now);
    }

    @Override
    public void whole(Target target, int status, Head head, Pieces pieces, @Nullable Head trailers) {
        Shadowing shadowing = shadow;
        if (shadowing != null) {
            shadowing.answered(status, pieces);
        }
        Caching caching = route.caching();
        CacheKey known = key;
        StoredAnswer kept = null;
        if (caching != null && known != null && chain.size() > 0) {
            boolean own = target == chain.target(0);
            kept = caching.keep(
                    known,
                    own,
                    target,
                    status,
                    head,
                    pieces,
                    leads && route.flights().anybody(known));
        }
        if (abandoned) {
            asked.call().body().release();
        } else {
            answering.whole(target, status, head, pieces, trailers);
        }
        land(kept);
    }

    /** Who waited gets the answer, or asks for itself. */
    private void land(@Nullable StoredAnswer answer) {
        CacheKey known = key;
        if (!leads || known == null) {
            return;
        }
        leads = false;
        List<Inquiry> waiting = route.flights().land(known);
        long now = System.nanoTime();
        for (Inquiry inquiry : waiting) {
            inquiry.landed(answer, now);
        }
    }

    private void landed(@Nullable StoredAnswer answer, long now) {
        if (!follows) {
            return;
        }
        follows = false;
        route.timers().cancel(this);
        if (answer != null) {
            answering.stored(answer, "slipway; fwd=uri-miss; collapsed", now);
        } else {
            dispatch(now);
        }
    }

    @Override
    public void begin(Target target, int status, Head head) {
        Shadowing shadowing = shadow;
        if (shadowing != null) {
            shadowing.notComparable();
        }
        land(null);
        if (abandoned) {
            // It is too long to be kept: those who waited ask for themselves now.
            stop();
        } else {
            answering.begin(target, status, head);
        }
    }

    @Override
    public void piece(ByteBuf piece) {
        answering.piece(piece);
    }

    @Override
    public void end(@Nullable Head trailers) {
        answering.end(trailers);
    }

    @Override
    public void broken() {
        answering.broken();
    }

    @Override
    public void exhausted(Exhausted why) {
        Shadowing shadowing = shadow;
        if (shadowing != null) {
            shadowing.notComparable();
        }
        land(null);
        if (abandoned) {
            asked.call().body().release();
            return;
        }
        StoredAnswer old = stale;
        long now = System.nanoTime();
        if (old != null && old.usableOnError(now)) {
            answering.stored(old, "slipway; hit; detail=stale-if-error", now);
        } else {
            answering.exhausted(why);
        }
    }

    @Override
    public boolean isWritable() {
        return answering.isWritable();
    }

    @Override
    public boolean judgesOutput() {
        Trial part = trial;
        return part != null
                && part.experiment().judgesOutput()
                && asked.call().head().methodIs(Caching.POST);
    }

    @Override
    public void attempted(Attempt attempt, Result result, long now) {
        Trail told = trail;
        if (told != null) {
            told.add(attempt, result, now);
        }
        Trial part = trial;
        if (part != null) {
            part.ended(attempt, result, asked.unit(), now);
        }
        answering.attempted(attempt, result, now);
    }

    /** The client has gone. What others wait for goes on; then the body is let go of here. */
    void cancel() {
        Enriching.Run running = enrichment;
        if (running != null) {
            running.cancel();
        }
        if (follows) {
            leave();
            asked.call().body().release();
            return;
        }
        CacheKey known = key;
        if (leads && known != null && route.flights().anybody(known)) {
            abandoned = true;
        } else {
            stop();
        }
    }

    /** Nobody at all waits for the answer. */
    private void stop() {
        Dispatch sent = dispatch;
        if (sent != null) {
            sent.cancel();
        }
        asked.call().body().release();
        land(null);
    }

    @Nullable
    Dispatch dispatched() {
        return dispatch;
    }

    /** The way of the question; empty where nobody wants to know it. */
    String trail() {
        Trail told = trail;
        return told == null ? "" : told.toString();
    }
}

package dev.slipway.operator.acknowledgement;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.operator.acknowledgement.Routers.Attention;
import dev.slipway.operator.model.ObjectName;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** One router, what it should have in force, and what it said last. */
final class AskedRouter extends AskedServer {
    private static final Duration SOON = Duration.ofMillis(200);
    private static final int DOUBLED_EVERY = 10;
    private static final Duration CLOSE = Duration.ofMillis(500);
    private static final Duration NOW_AND_THEN = Duration.ofSeconds(15);

    /** After so long a silence there is no point in waiting for an answer. */
    private static final Duration SILENCE = Duration.ofSeconds(60);

    private Attention attention = Attention.NONE;
    private RouterReport known = RouterReport.UNKNOWN;
    private Instant answered;

    AskedRouter(Instant now) {
        super(now, SOON, DOUBLED_EVERY);
        this.answered = now;
    }

    /** Takes a question in; whether asking the router has to begin. */
    synchronized boolean ask(ObjectName route, String hash, Attention closeness, Instant now) {
        attention = closeness;
        if (isWanted(route, hash, now)) {
            answered = now;
        }
        return begins(closeness != Attention.NONE || !isAcknowledged());
    }

    private boolean isAcknowledged() {
        return known.configuration().hash().filter(wanted()::equals).isPresent();
    }

    @Override
    public synchronized boolean learn(Optional<JsonNode> status, Instant now) {
        var answer = status.flatMap(RouterReport::read);
        round();
        if (answer.isPresent()) {
            answered = now;
        }
        var next = answer.orElseGet(() -> silent(answered.plus(SILENCE).isBefore(now)));
        var isNews = !next.equals(known);
        known = next;
        return isNews;
    }

    private RouterReport silent(boolean forLong) {
        var last = known.configuration();
        return new RouterReport(
                new Acknowledgement(last.hash(), last.refusal(), forLong), known.targets(), known.rollout());
    }

    @Override
    public synchronized Optional<Duration> pause(Instant interestedSince) {
        var acknowledged = isAcknowledged();
        if (!goesOn(!acknowledged || attention != Attention.NONE, interestedSince)) {
            return Optional.empty();
        }
        return Optional.of(acknowledged ? attention == Attention.CLOSE ? CLOSE : NOW_AND_THEN : untilNext());
    }

    synchronized RouterReport known() {
        return known;
    }
}

package dev.slipway.operator.acknowledgement;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.operator.acknowledgement.Routers.Attention;
import dev.slipway.operator.model.ObjectName;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** One router, what it should have in force, and what it said last. */
final class AskedRouter implements StatusPolling.Asked {
    private static final Duration SOON = Duration.ofMillis(200);
    private static final Duration CLOSE = Duration.ofMillis(500);
    private static final Duration NOW_AND_THEN = Duration.ofSeconds(15);

    /** After so long a silence there is no point in waiting for an answer. */
    private static final Duration SILENCE = Duration.ofSeconds(60);

    private final Set<ObjectName> routes = new HashSet<>();
    private String wanted = "";
    private Attention attention = Attention.NONE;
    private RouterReport known = RouterReport.UNKNOWN;
    private Instant asked;
    private Instant answered;
    private boolean polled;
    private int rounds;

    AskedRouter(Instant now) {
        this.asked = now;
        this.answered = now;
    }

    /** Takes a question in; whether asking the router has to begin. */
    synchronized boolean ask(ObjectName route, String hash, Attention closeness, Instant now) {
        routes.add(route);
        asked = now;
        attention = closeness;
        if (!hash.equals(wanted)) {
            wanted = hash;
            rounds = 0;
            answered = now;
        }
        var begins = !polled && (closeness != Attention.NONE || !isAcknowledged());
        polled = polled || begins;
        return begins;
    }

    private boolean isAcknowledged() {
        return known.configuration().hash().filter(wanted::equals).isPresent();
    }

    @Override
    public synchronized boolean learn(Optional<JsonNode> status, Instant now) {
        var answer = status.flatMap(RouterReport::read);
        rounds++;
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
        polled = !asked.isBefore(interestedSince) && (!acknowledged || attention != Attention.NONE);
        if (!polled) {
            return Optional.empty();
        }
        return Optional.of(acknowledged ? attention == Attention.CLOSE ? CLOSE : NOW_AND_THEN : untilAcknowledged());
    }

    private Duration untilAcknowledged() {
        var pause = SOON.multipliedBy(1L << Math.min(rounds / 10, 10));
        return pause.compareTo(NOW_AND_THEN) < 0 ? pause : NOW_AND_THEN;
    }

    synchronized RouterReport known() {
        return known;
    }

    @Override
    public synchronized Set<ObjectName> askers() {
        return Set.copyOf(routes);
    }

    @Override
    public synchronized boolean idleSince(Instant time) {
        return asked.isBefore(time) && !polled;
    }
}
